using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A WebRTC peer that no one here wrote, driven by the commands and events of tests/peers/README.md.</summary>
internal abstract class ForeignPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>();
    private readonly Channel<JsonObject> _signals = Channel.CreateUnbounded<JsonObject>();
    private readonly List<JsonObject> _skipped = [];

    /// <summary>Gets all that was reported and not asked for, for messages of failed tests.</summary>
    public string Log => string.Join('\n', _skipped.TakeLast(20).Select(e => e.ToJsonString()));

    /// <summary>Gets what the peer has for the other side in perfect negotiation.</summary>
    public ChannelReader<JsonObject> Signals => _signals.Reader;

    /// <summary>Sends a command.</summary>
    public Task CommandAsync(object command) => SendLineAsync(JsonSerializer.Serialize(command));

    /// <summary>Waits for the next event of a kind (of a channel, if given). Others that come before are kept for later waits.</summary>
    public async Task<JsonObject> NextAsync(string name, string? channel = null, TimeSpan? patience = null)
    {
        var index = _skipped.FindIndex(e => Is(e, name, channel));
        if (index >= 0)
        {
            var found = _skipped[index];
            _skipped.RemoveAt(index);
            return found;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(patience ?? Patience);
        try
        {
            while (true)
            {
                var next = await _events.Reader.ReadAsync(timeout.Token);
                if (Is(next, name, channel))
                {
                    return next;
                }

                if ((string?)next["event"] is "error")
                {
                    throw new InvalidOperationException($"The peer failed: {next["message"]}");
                }

                _skipped.Add(next);
            }
        }
        catch (OperationCanceledException exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The peer did not report '{name}' in time. It reported:\n{Log}", exception);
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Sends one line of JSON.</summary>
    protected abstract Task SendLineAsync(string line);

    /// <summary>Takes one line of JSON from the peer.</summary>
    protected void OnLine(string line)
    {
        if (JsonNode.Parse(line) is JsonObject item)
        {
            ((string?)item["event"] == "signal" ? _signals : _events).Writer.TryWrite(item);
        }
    }

    /// <summary>No more lines will come.</summary>
    protected void OnEnded(string reason) => _events.Writer.TryComplete(new InvalidOperationException(reason));

    private static bool Is(JsonObject item, string name, string? channel) =>
        (string?)item["event"] == name && (channel is null || (string?)item["channel"] == channel);
}
