using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Integrations.Tests;

/// <summary>
/// A data channel of ours that takes its connection with it when it closes, as a peer needs that knows no end of a single channel.
/// </summary>
internal sealed class ConnectionOwner(PeerConnection connection, DataChannel channel) : IPeerChannel
{
    private readonly IPeerChannel _channel = channel;

    public PeerConnection Connection { get; } = connection;

    public int MaxMessageSize => _channel.MaxMessageSize;

    public long BufferedAmount => _channel.BufferedAmount;

    public long BufferedAmountLowThreshold
    {
        get => _channel.BufferedAmountLowThreshold;
        set => _channel.BufferedAmountLowThreshold = value;
    }

    public PeerIdentity? RemoteIdentity => _channel.RemoteIdentity;

    public Task Opened => _channel.Opened;

    public Task<PeerChannelCloseReason> Closed => _channel.Closed;

    public void Attach(IPeerChannelReceiver receiver) => _channel.Attach(receiver);

    public void Send(ReadOnlySpan<byte> message) => _channel.Send(message);

    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        await _channel.CloseAsync(cancellationToken);
        await Connection.DisposeAsync();
    }

    public ValueTask DisposeAsync() => CloseAsync();
}
