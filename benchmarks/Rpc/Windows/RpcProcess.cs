using System.Diagnostics;
using System.Reflection;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.Rpc.Windows;

/// <summary>A process of this program that serves or calls, and answers each line with one.</summary>
internal sealed class RpcProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private RpcProcess(Process process) => _process = process;

    /// <summary>Gets the line that it began with.</summary>
    public string Greeting { get; private set; } = string.Empty;

    public static async Task<RpcProcess> StartAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = new RpcProcess(Process.Start(start)!);
        process.Greeting = await process.ReadAsync();
        return process;
    }

    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    /// <summary>Its input ends, which is its sign to go.</summary>
    public ValueTask DisposeAsync() => ChildProcess.EndAsync(_process, Patience);

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
        ?? throw new InvalidOperationException($"'{string.Join(' ', _process.StartInfo.ArgumentList)}' ended.");
}
