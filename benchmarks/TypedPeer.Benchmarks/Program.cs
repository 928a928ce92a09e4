using BenchmarkDotNet.Running;
using TypedPeer.Benchmarks;
using TypedPeer.Benchmarks.Codecs;

// "floor" compares the processor time and the bytes per call with a hand-written floor in the same run, "policy" what authorization costs a call,
// "codec" the generated codecs with other serializers; everything else is BenchmarkDotNet.
if (args is ["floor", ..])
{
    return await FloorComparison.RunAsync(args.Contains("--short"));
}

if (args is ["policy", ..])
{
    return await PolicyComparison.RunAsync(args.Contains("--short"));
}

if (args is ["codec", ..])
{
    return CodecComparison.Run(args.Contains("--short"));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
