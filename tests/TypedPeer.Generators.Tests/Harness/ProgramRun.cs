using System.Diagnostics;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Runs another program to its end.</summary>
internal static class ProgramRun
{
    /// <summary>Returns what it ended with, and all that it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
