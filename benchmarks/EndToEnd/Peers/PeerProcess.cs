using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>One peer in its own process, driven by lines of JSON.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>();

    private PeerProcess(Process process)
    {
        _process = process;
        _ = ReadAsync();
    }

    /// <summary>Gets what the peer said of itself when it was ready.</summary>
    public JsonObject Ready { get; private set; } = [];

    public string Version => (string?)Ready["version"] ?? string.Empty;

    public static async Task<PeerProcess> StartAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var peer = new PeerProcess(Process.Start(start)!);
        peer.Ready = await peer.NextAsync("ready");
        return peer;
    }

    public async Task CommandAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for an event by name; others are dropped.</summary>
    public async Task<JsonObject> NextAsync(string name, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
        while (true)
        {
            var read = _events.Reader.ReadAsync().AsTask();
            if (await Task.WhenAny(read, Task.Delay(longest)) != read)
            {
                throw new TimeoutException($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' did not report '{name}' within {longest.TotalSeconds} s.");
            }

            var item = await read;
            var found = (string?)item["event"];
            if (found == name)
            {
                return item;
            }

            if (found == "error")
            {
                throw new InvalidOperationException($"A peer failed: {item["message"]}");
            }
        }
    }

    /// <summary>Ends a process that no longer listens.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CommandAsync(new { cmd = "exit" });
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or InvalidOperationException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (JsonNode.Parse(line) is JsonObject item)
            {
                _events.Writer.TryWrite(item);
            }
        }

        _events.Writer.TryComplete(new InvalidOperationException("A peer's process ended."));
    }
}
