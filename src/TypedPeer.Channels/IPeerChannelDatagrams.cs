namespace TypedPeer.Channels;

/// <summary>
/// What a channel may offer beside <see cref="IPeerChannel"/>: a second lane to the same peer, for datagrams that may be lost, and overtake each other and the messages of the channel. A session
/// opens it where it has calls for it, on both sides. A decorator that does not pass it on loses nothing but speed: the session then sends such calls in order with all others.
/// </summary>
public interface IPeerChannelDatagrams
{
    /// <summary>Opens the lane. Called once, when the channel is open, from any thread, and never under a lock that the receiver's members need.</summary>
    /// <param name="receiver">Gets what comes, one datagram at a time; from inside this call at the earliest.</param>
    /// <returns>The lane, which ends with the channel; null where there can be none.</returns>
    IPeerDatagramLane? OpenDatagrams(IPeerDatagramReceiver receiver);
}
