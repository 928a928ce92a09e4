namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>What every benchmark program does around its commands: help, wherever it is asked for, and a word on what was mistyped.</summary>
internal static class BenchmarkProgram
{
    /// <summary>Runs what the arguments ask for, unless that is help; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, string help, Func<string[], Task<int>> run)
    {
        if (args is ["help", ..] || args.Any(static argument => argument is "--help" or "-h"))
        {
            Console.WriteLine(help);
            return 0;
        }

        try
        {
            return await run(args);
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"{exception.Message}\n\n{help}");
            return 2;
        }
    }
}
