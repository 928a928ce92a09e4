using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>A peer that takes commands and says events, a line of JSON each, as tests/peers/README.md has it.</summary>
internal abstract class DrivenPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>();

    /// <summary>Gets what the peer said of itself when it was ready.</summary>
    public JsonObject Ready { get; private set; } = [];

    public string Version => (string?)Ready["version"] ?? string.Empty;

    /// <summary>Gets what to call it when it fails.</summary>
    protected abstract string Description { get; }

    public Task CommandAsync(object command) => SendAsync(JsonSerializer.Serialize(command));

    /// <summary>Waits for an event by name; others are dropped.</summary>
    public async Task<JsonObject> NextAsync(string name, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
        while (true)
        {
            var read = _events.Reader.ReadAsync().AsTask();
            if (await Task.WhenAny(read, Task.Delay(longest)) != read)
            {
                throw new TimeoutException($"'{Description}' did not report '{name}' within {longest.TotalSeconds} s.");
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

    /// <summary>Ends a peer that no longer listens.</summary>
    public abstract ValueTask KillAsync();

    public abstract ValueTask DisposeAsync();

    protected async Task WaitUntilReadyAsync() => Ready = await NextAsync("ready");

    /// <summary>Sends one line.</summary>
    protected abstract Task SendAsync(string line);

    /// <summary>Takes one line of the peer's.</summary>
    protected void OnLine(string line)
    {
        if (JsonNode.Parse(line) is JsonObject item)
        {
            _events.Writer.TryWrite(item);
        }
    }

    /// <summary>No more lines will come.</summary>
    protected void OnEnded() => _events.Writer.TryComplete(new InvalidOperationException("A peer's process ended."));
}
