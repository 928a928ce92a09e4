using System.Text.Json;
using System.Threading.Channels;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks.Transports;

/// <summary>A client of <see cref="InProcessServer"/>, which is its connection as well.</summary>
internal sealed class InProcessClient(InProcessServer server, string id, string token) : ISignalingConnection
{
    /// <summary>As many as a burst of a large room has; a client that has not taken them by then is cut off.</summary>
    private const int MaxWaiting = 65536;

    private readonly Channel<string> _incoming = Channel.CreateBounded<string>(MaxWaiting);

    public string Id => id;

    public string Token => token;

    public string? Room { get; set; }

    public JsonElement? Metadata { get; set; }

    /// <summary>The server says something.</summary>
    public void Tell(string text)
    {
        if (!_incoming.Writer.TryWrite(text))
        {
            End();
        }
    }

    /// <summary>The server ends the connection.</summary>
    public void End() => _incoming.Writer.TryComplete();

    public ValueTask SendAsync(string text, CancellationToken cancellationToken)
    {
        server.Take(this, text);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken) =>
        await _incoming.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _incoming.Reader.TryRead(out var text) ? text : null;

    public ValueTask DisposeAsync()
    {
        server.Remove(this);
        End();
        return ValueTask.CompletedTask;
    }
}
