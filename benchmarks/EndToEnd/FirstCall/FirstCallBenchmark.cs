using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>
/// The time from Main to the first answered call, each time in a fresh process, in rounds that take every program once: with a listener that
/// is there already, and with a peer that starts at the same time.
/// </summary>
internal sealed class FirstCallBenchmark
{
    private const int WarmUps = 3;
    private readonly List<FirstCallProgram> _programs = [];
    private readonly Dictionary<string, List<FirstCallTimes>> _measured = [];
    private readonly FirstCallOptions _options;

    private FirstCallBenchmark(FirstCallOptions options) => _options = options;

    public static async Task<int> RunAsync(FirstCallOptions options)
    {
        Console.WriteLine(Machine.Describe());
        var benchmark = new FirstCallBenchmark(options);
        await benchmark.PrepareAsync(
            new FirstCallProgram("TypedPeer", "jit", "offer", "answer"),
            new FirstCallProgram("TypedPeer", "r2r", "offer", "answer"),
            new FirstCallProgram("TypedPeer", "aot", "offer", "answer"),
            new FirstCallProgram("Grpc", "jit", "call", "listen"),
            new FirstCallProgram("Grpc", "r2r", "call", "listen"),
            new FirstCallProgram("SignalR", "jit", "call", "listen"),
            new FirstCallProgram("SignalR", "r2r", "call", "listen"));
        if (benchmark._programs.Count == 0)
        {
            return 1;
        }

        Console.WriteLine($"{options.Rounds} rounds; milliseconds: median, least and most");
        await benchmark.MeasureAsync();
        benchmark.Print();
        return 0;
    }

    private async Task PrepareAsync(params FirstCallProgram[] programs)
    {
        foreach (var program in programs)
        {
            if (_options.Wants(program.Name) && (!_options.Publishes || await program.PublishAsync()))
            {
                _programs.Add(program);
            }
        }
    }

    private async Task MeasureAsync()
    {
        var listeners = new List<(FirstCallProgram Program, FirstCallProcess Process, string Address)>();
        try
        {
            foreach (var program in _programs)
            {
                var process = FirstCallProcess.Start(program, "listen");
                listeners.Add((program, process, await process.ReadAsync("listens")));
            }

            for (var round = -WarmUps; round < _options.Rounds; round++)
            {
                foreach (var (program, _, address) in listeners)
                {
                    Keep(round, program.Name, await CallListenerAsync(program, address));
                    Keep(round, program.Name + "-both-fresh", await CallFreshAsync(program));
                }
            }
        }
        finally
        {
            foreach (var (_, process, _) in listeners)
            {
                await process.DisposeAsync();
            }
        }
    }

    private void Keep(int round, string name, FirstCallTimes times)
    {
        if (round >= 0)
        {
            _measured.TryAdd(name, []);
            _measured[name].Add(times);
        }
    }

    private static async Task<FirstCallTimes> CallListenerAsync(FirstCallProgram program, string address)
    {
        await using var caller = FirstCallProcess.Start(program, "call", address);
        return await caller.ReadAnswerAsync();
    }

    /// <summary>Each line that one needs of the other passes through this process.</summary>
    private static async Task<FirstCallTimes> CallFreshAsync(FirstCallProgram program)
    {
        await using var callee = FirstCallProcess.Start(program, program.FreshCallee);
        await using var caller = FirstCallProcess.Start(program, program.FreshCaller);
        if (program.FreshCaller == "offer")
        {
            await callee.WriteAsync(await caller.ReadAsync("description"));
            await caller.WriteAsync(await callee.ReadAsync("description"));
        }
        else
        {
            await caller.WriteAsync(await callee.ReadAsync("listens"));
        }

        return await caller.ReadAnswerAsync();
    }

    private void Print()
    {
        foreach (var (name, times) in _measured)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-28} to Main {Show(times, static t => t.Start)}, from Main to the answer {Show(times, static t => t.Call)}, processor {Show(times, static t => t.Processor)}, {Median(times, static t => t.Compiled):F0} methods compiled in {Median(times, static t => t.Compiling):F0}"));
        }

        Console.WriteLine();
        foreach (var (name, times) in _measured)
        {
            Console.WriteLine(FormattableString.Invariant($"ratio: first-call-{name}-ms {Median(times, static t => t.Call):F0}"));
        }

        // The name without a system stands for ours.
        if (_measured.TryGetValue("typedpeer-r2r", out var ours))
        {
            Console.WriteLine(FormattableString.Invariant($"ratio: first-call-r2r-ms {Median(ours, static t => t.Call):F0}"));
        }

        Compare("grpc-jit", "typedpeer-jit");
        Compare("grpc-r2r", "typedpeer-r2r");
        Compare("signalr-jit", "typedpeer-jit");
        Compare("signalr-r2r", "typedpeer-r2r");
    }

    /// <summary>Processor time as well: it is what a busy machine changes least.</summary>
    private void Compare(string other, string mine)
    {
        if (_measured.TryGetValue(other, out var theirs) && _measured.TryGetValue(mine, out var ours))
        {
            Console.WriteLine(FormattableString.Invariant($"ratio: first-call-vs-{other} {Median(ours, static t => t.Call) / Median(theirs, static t => t.Call):0.##}"));
            Console.WriteLine(FormattableString.Invariant($"ratio: first-call-processor-vs-{other} {Median(ours, static t => t.Processor) / Median(theirs, static t => t.Processor):0.##}"));
        }
    }

    private static string Show(List<FirstCallTimes> times, Func<FirstCallTimes, double> figure) =>
        FormattableString.Invariant($"{Median(times, figure):F0} ({times.Min(figure):F0}..{times.Max(figure):F0})");

    private static double Median(List<FirstCallTimes> times, Func<FirstCallTimes, double> figure)
    {
        var samples = new Samples(higherIsBetter: false);
        times.ForEach(time => samples.Add(figure(time)));
        return samples.Median;
    }
}
