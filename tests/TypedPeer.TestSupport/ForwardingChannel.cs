using TypedPeer.Channels;

namespace TypedPeer.TestSupport;

/// <summary>A decorator as somebody writes it who knows the members of <see cref="IPeerChannel"/> and nothing else.</summary>
public class ForwardingChannel(IPeerChannel inner) : IPeerChannel
{
    public IPeerChannel Inner => inner;

    public int MaxMessageSize => inner.MaxMessageSize;

    public long BufferedAmount => inner.BufferedAmount;

    public long BufferedAmountLowThreshold
    {
        get => inner.BufferedAmountLowThreshold;
        set => inner.BufferedAmountLowThreshold = value;
    }

    public PeerIdentity? RemoteIdentity => inner.RemoteIdentity;

    public virtual Task Opened => inner.Opened;

    public Task<PeerChannelCloseReason> Closed => inner.Closed;

    public void Attach(IPeerChannelReceiver receiver) => inner.Attach(receiver);

    public virtual long Send(ReadOnlySpan<byte> message) => inner.Send(message);

    public virtual ValueTask CloseAsync(CancellationToken cancellationToken = default) => inner.CloseAsync(cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return inner.DisposeAsync();
    }
}
