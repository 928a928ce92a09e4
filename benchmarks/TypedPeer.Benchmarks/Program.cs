using BenchmarkDotNet.Running;
using TypedPeer.Benchmarks;

// "floor" compares the processor time and the bytes per call with a hand-written floor in the same run; everything else is BenchmarkDotNet.
if (args is ["floor", ..])
{
    return await FloorComparison.RunAsync(args.Contains("--short"));
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
