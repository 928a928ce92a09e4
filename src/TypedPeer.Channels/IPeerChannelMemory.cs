namespace TypedPeer.Channels;

/// <summary>
/// What a channel may offer beside <see cref="IPeerChannel"/>: it sends a message out of the sender's own memory, in place of copying it, for a sender that keeps it there anyway. A decorator that does
/// not pass it on loses nothing but that: the session then sends by <see cref="IPeerChannel.Send"/>.
/// </summary>
public interface IPeerChannelMemory
{
    /// <summary>
    /// Queues one message as <see cref="IPeerChannel.Send"/> does, and reads it where it lies until it has no more use for it: until the peer has got it, or the channel has closed. Until then
    /// nobody may write there.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="owner">
    /// Who is told when the memory is not read any more: once where this returns, maybe before it does, and at the latest soon after the channel has closed; never where this throws.
    /// </param>
    /// <returns><see cref="IPeerChannel.BufferedAmount"/> with this message.</returns>
    /// <exception cref="ArgumentException">The message is larger than <see cref="IPeerChannel.MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException">So much waits already that this transport takes no more. Nothing is queued.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    long SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner);
}
