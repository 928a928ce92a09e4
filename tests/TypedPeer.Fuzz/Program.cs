using System.Diagnostics;
using TypedPeer.Fuzz.Targets;
using TypedPeer.TestSupport;

namespace TypedPeer.Fuzz;

/// <summary>The command.</summary>
internal static class Program
{
    private const int HangSeconds = 30;

    private static int Main(string[] args)
    {
        var options = FuzzOptions.Parse(args, out var error);
        var targets = FuzzTargets.Find(options.Target);
        error ??= targets.Count == 0 ? $"No target is called '{options.Target}'. Try --help." : null;
        error ??= (options.Reproduce is not null || options.IsGuided || options.Import is not null) && targets.Count != 1
            ? "--reproduce, --guided and --import need one --target."
            : null;
        if (error is not null)
        {
            Console.Error.WriteLine(error);
            return 2;
        }

        if (options.WantsHelp)
        {
            Console.WriteLine(FuzzOptions.Help);
            return 0;
        }

        return targets.Select(target => Run(target, options)).ToList().Max();
    }

    private static int Run(IFuzzTarget target, FuzzOptions options)
    {
        var corpus = new Corpus(options.CorpusFolder);
        if (options.Record)
        {
            Console.WriteLine($"{target.Name}: {corpus.Record(target)} inputs recorded");
            return 0;
        }

        if (options.Import is not null)
        {
            Console.WriteLine($"{target.Name}: {corpus.Import(target, options.Import)} inputs added");
            return 0;
        }

        if (options.IsGuided)
        {
            GuidedFuzzing.Run(target);
            return 0;
        }

        if (options.Reproduce is not null)
        {
            return Reproduce(target, options.Reproduce);
        }

        var runner = new FuzzRunner(target, corpus.Load(target), options.Seed);
        using var watchdog = new Timer(_ => CheckForHang(target, runner, options.Seed), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var begin = Stopwatch.GetTimestamp();
        var report = runner.Run(number => options.Inputs is { } inputs ? number < inputs : Stopwatch.GetElapsedTime(begin).TotalSeconds < options.Seconds);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine($"{target.Name}: {report.Inputs:N0} inputs in {seconds:F1} s, seed {options.Seed}, at most {report.LargestAllocation:N0} bytes allocated by one: {(report.Finding is null ? "nothing found" : "FINDING")}");
        Console.WriteLine($"  {string.Join(", ", report.Outcomes.Select(outcome => $"{outcome.Key} {outcome.Value:N0}"))}");
        if (report.Finding is null)
        {
            return 0;
        }

        Console.WriteLine(report.Finding.Error);
        Save(target, report.Finding.Steps, options.Seed);
        return 1;
    }

    private static int Reproduce(IFuzzTarget target, string file)
    {
        var error = new FuzzRunner(target, [], 0).Feed(FuzzScript.Parse(File.ReadAllBytes(file)));
        Console.WriteLine(error is null ? $"{target.Name}: nothing found" : error.ToString());
        return error is null ? 0 : 1;
    }

    private static void CheckForHang(IFuzzTarget target, FuzzRunner runner, int seed)
    {
        // Processor time, since a busy machine makes everything slow; and real time, since a room that waits for ever takes none.
        if (runner.Current is { } steps
            && ((Environment.CpuUsage.TotalTime - runner.CurrentCpu).TotalSeconds > HangSeconds || Stopwatch.GetElapsedTime(runner.CurrentSince) > TimeSpan.FromMinutes(10)))
        {
            Console.WriteLine($"{target.Name}: FINDING: one input takes more than {HangSeconds} seconds, seed {seed}");
            Save(target, steps, seed);
            Environment.Exit(1);
        }
    }

    private static void Save(IFuzzTarget target, List<FuzzStep> steps, int seed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(RepositoryRoot.Path, "artifacts", "fuzz")).FullName;
        var bytes = FuzzScript.Format(steps);
        var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 6));
        var file = Path.Combine(folder, $"{target.Name}-{seed}-{name}.bin");
        File.WriteAllBytes(file, bytes);
        Console.WriteLine($"dotnet run -c Release --project tests/TypedPeer.Fuzz -- --target {target.Name} --reproduce {file}");
    }
}
