using BenchmarkDotNet.Running;
using TypedPeer.Benchmarks;
using TypedPeer.Benchmarks.Codecs;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

const string Help = """
    usage: dotnet run -c Release --project benchmarks/TypedPeer.Benchmarks -- COMMAND

      floor               processor time and bytes of a call, against a hand-written floor in the same run
      policy              what authorization costs a call
      codec               the generated codecs against other serializers
        --short           to see that it runs, not to quote

    Without one of these commands everything is BenchmarkDotNet, whose options --help tells.
    """;

if (args is not ["floor" or "policy" or "codec", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}

return await BenchmarkProgram.RunAsync(args, Help, static async args =>
{
    var isShort = args is [_, "--short"] || (args is [_] ? false : throw new UsageException($"Unknown option '{args[1]}'."));
    return args[0] switch
    {
        "floor" => await FloorComparison.RunAsync(isShort),
        "policy" => await PolicyComparison.RunAsync(isShort),
        _ => CodecComparison.Run(isShort),
    };
});
