namespace TypedPeer.Channels;

/// <summary>
/// An ordered, reliable, message-shaped connection to one peer: the only thing a session needs of a transport.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread. Messages leave in the order in which <see cref="Send"/> was called.</para>
/// <para>A channel is open when the session gets it, or opens later; messages sent before are queued.</para>
/// <para>Every transport passes the same conformance suite (<c>PeerChannelConformance</c> in the package TypedPeer.Testing).</para>
/// <para>What a transport can do beyond this is an optional interface that it implements, too, such as <see cref="IPeerChannelScheduler"/>.</para>
/// </remarks>
public interface IPeerChannel : IAsyncDisposable
{
    /// <summary>Gets the largest message <see cref="Send"/> takes, in bytes; at least 1200. It may change once, when the channel opens.</summary>
    int MaxMessageSize { get; }

    /// <summary>
    /// Gets how many bytes of messages were given to <see cref="Send"/> and have not left for the network yet. It grows with
    /// <see cref="Send"/> at once; a message that is refused, and what the transport adds of its own, leaves it as it is.
    /// </summary>
    long BufferedAmount { get; }

    /// <summary>
    /// Gets or sets the amount, in bytes, at which <see cref="IPeerChannelReceiver.OnBufferedAmountLow"/> is called: whenever
    /// <see cref="BufferedAmount"/> falls from above it to it or below.
    /// </summary>
    long BufferedAmountLowThreshold { get; set; }

    /// <summary>Gets the DTLS certificate fingerprint of the remote peer, or null where the transport has no identity to offer.</summary>
    PeerIdentity? RemoteIdentity { get; }

    /// <summary>Gets a task that completes when the channel is open, and fails with <see cref="PeerChannelClosedException"/> when it closes first.</summary>
    Task Opened { get; }

    /// <summary>Gets a task that completes, always successfully, when the channel is closed: by either side or by failure.</summary>
    Task<PeerChannelCloseReason> Closed { get; }

    /// <summary>
    /// Attaches the receiver, once. Messages that came before are kept (within the transport's receive bound) and delivered
    /// first; nothing is lost and order is kept. That holds when the peer has closed the channel meanwhile, too: the receiver gets what
    /// came, and then the close.
    /// </summary>
    /// <exception cref="InvalidOperationException">A receiver is attached already.</exception>
    void Attach(IPeerChannelReceiver receiver);

    /// <summary>
    /// Queues one message; copies it, so the caller may reuse the memory at once. Never blocks. May be called from inside any member of
    /// the receiver.
    /// </summary>
    /// <returns><see cref="BufferedAmount"/> with this message: a sender that minds it need not ask.</returns>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// So much waits already that this transport takes no more: wait for <see cref="IPeerChannelReceiver.OnBufferedAmountLow"/>. Nothing is queued.
    /// </exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    long Send(ReadOnlySpan<byte> message);

    /// <summary>
    /// Closes: refuses further sends, delivers what is queued as far as the transport can, then closes. Completes when closed, and never
    /// fails. Cancelling ends the wait and closes at once, also when a receiver blocks: that is told the close once it is free. May be called
    /// any number of times, at once too, and from inside any member of the receiver as long as that does not wait for it.
    /// </summary>
    ValueTask CloseAsync(CancellationToken cancellationToken = default);
}
