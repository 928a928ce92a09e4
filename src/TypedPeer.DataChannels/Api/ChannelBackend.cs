using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Api;

/// <summary>
/// What a <see cref="DataChannel"/> runs on: this stack (<see cref="StackChannel"/>), or in a page the browser's own <c>RTCDataChannel</c>. Its members are those of
/// <see cref="DataChannel"/> with the same names; what happens is told to the <see cref="IDataChannelOwner"/>.
/// </summary>
internal abstract class ChannelBackend
{
    public abstract string Label { get; }

    public abstract DataChannelOptions Options { get; }

    public abstract int? Id { get; }

    public abstract DataChannelState State { get; }

    public abstract int MaxMessageSize { get; }

    public abstract long BufferedAmount { get; }

    public abstract long BufferedAmountLowThreshold { get; set; }

    public abstract int UnacknowledgedMessages { get; }

    public abstract long MessagesReceived { get; }

    public abstract PeerIdentity? LocalIdentity { get; }

    public abstract PeerIdentity? RemoteIdentity { get; }

    /// <summary>Gets why it closed, once it did.</summary>
    public abstract PeerChannelCloseReason? CloseReason { get; }

    /// <summary>Gets how long ago anything came from the peer; null where nothing has, or nobody knows.</summary>
    public abstract TimeSpan? SinceHeard { get; }

    public abstract TimeProvider Time { get; }

    public abstract TimeSpan CloseTimeout { get; }

    /// <summary>Sets who is told what happens. Called once, before anything does; not kept alive by what the driver holds.</summary>
    public abstract void SetOwner(IDataChannelOwner owner);

    /// <summary>Returns what a close may wait for: that the end is told, or in a handler, behind which that would be, that it has come.</summary>
    public abstract Task GetEnd(Task told);

    /// <summary>Returns what gives back what messages of the channel held, without holding the channel.</summary>
    public abstract Action<long> CreateGiveBack();

    /// <summary>Queues a message; returns the buffered amount.</summary>
    public abstract long Send(ReadOnlySpan<byte> message, bool isText);

    /// <inheritdoc cref="IPeerChannelMemory.SendLent"/>
    public abstract long SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner);

    /// <summary>Queues a message unless the channel takes none any more.</summary>
    public abstract bool TrySend(ReadOnlySpan<byte> message, bool isText);

    /// <summary>Runs work behind the messages that came, or on the pool.</summary>
    public abstract void Schedule(IThreadPoolWorkItem work);

    /// <summary>A handler was attached to the channel: the messages that wait for it are raised, in their turn.</summary>
    public abstract void TellHandlerAttached();

    /// <summary>The application has the channel.</summary>
    public abstract void OnTaken();

    /// <summary>The application is told that the amount is low; another signal would be a new one.</summary>
    public abstract void OnLowTold();

    /// <summary>Begins to close, or closes at once. Never fails.</summary>
    public abstract void Close(bool atOnce);

    /// <summary>Says what is known of a failure.</summary>
    public abstract DataChannelError CreateError(PeerChannelCloseReason reason);
}
