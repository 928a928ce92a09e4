using System.Collections.Concurrent;
using TypedPeer.Channels;

namespace TypedPeer.Tests.Resuming;

/// <summary>A channel that keeps what was said over it.</summary>
internal sealed class RecordingChannel(IPeerChannel inner) : IPeerChannel
{
    public ConcurrentQueue<byte[]> Sent { get; } = new();

    public int MaxMessageSize => inner.MaxMessageSize;

    public long BufferedAmount => inner.BufferedAmount;

    public long BufferedAmountLowThreshold
    {
        get => inner.BufferedAmountLowThreshold;
        set => inner.BufferedAmountLowThreshold = value;
    }

    public PeerIdentity? RemoteIdentity => inner.RemoteIdentity;

    public Task Opened => inner.Opened;

    public Task<PeerChannelCloseReason> Closed => inner.Closed;

    public void Attach(IPeerChannelReceiver receiver) => inner.Attach(receiver);

    public long Send(ReadOnlySpan<byte> message)
    {
        Sent.Enqueue(message.ToArray());
        return inner.Send(message);
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => inner.CloseAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
