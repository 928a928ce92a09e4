using System.Collections.Concurrent;
using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>A process in a network of its own with many connections, each with a name.</summary>
internal sealed class NatHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _asked = new();
    private readonly SemaphoreSlim _writing = new(1);

    public NatHost(NetworkNamespace network)
    {
        _process = network.Start(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Roamer.dll"), "many");
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>Has a connection do something; one thing at a time.</summary>
    public async Task<string> DoAsync(string name, string command)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[name] = answer;
        await _writing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _process.StandardInput.WriteLineAsync($"{name} {command}");
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        _process.WaitForExit();
        _process.Dispose();
        _writing.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            foreach (var waiting in _asked.Values)
                waiting.TrySetException(new InvalidOperationException("The host's process has ended."));

            return;
        }

        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && _asked.TryGetValue(line[..space], out var asked))
            asked.TrySetResult(line[(space + 1)..]);
    }
}
