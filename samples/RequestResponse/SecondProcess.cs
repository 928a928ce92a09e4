using System.Diagnostics;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>This program again, as a process of its own that answers; its standard streams are pipes to us.</summary>
internal sealed class SecondProcess : IAsyncDisposable
{
    /// <summary>How long the other process may take to end by itself once the session is over.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private SecondProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public SignalingChannel CreateSignaling() => SignalingChannel.Over(_process.StandardOutput, _process.StandardInput);

    public static SecondProcess Start(string transport)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is unknown.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            // Where dotnet is the program, the command line begins with what it runs; an assembly's location is empty in native code.
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add("--answer-over-pipes");
        start.ArgumentList.Add("--transport");
        start.ArgumentList.Add(transport);
        return new SecondProcess(Process.Start(start) ?? throw new InvalidOperationException("The second process did not start."));
    }

    /// <summary>Waits for the other process to end by itself and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(ExitGrace, cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
