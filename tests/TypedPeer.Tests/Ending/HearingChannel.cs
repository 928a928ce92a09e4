using TypedPeer.Channels;

namespace TypedPeer.Tests.Ending;

/// <summary>A channel that says when it heard of the peer, as a test has it.</summary>
internal sealed class HearingChannel(IPeerChannel inner, Func<TimeSpan?> sinceHeard) : IPeerChannel, IPeerChannelLiveness
{
    public TimeSpan? SinceHeard => sinceHeard();

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

    public long Send(ReadOnlySpan<byte> message) => inner.Send(message);

    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => inner.CloseAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
