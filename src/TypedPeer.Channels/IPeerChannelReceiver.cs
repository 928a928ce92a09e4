namespace TypedPeer.Channels;

/// <summary>
/// Takes what comes in over a channel. The channel calls one member at a time, in order, from a thread of its own choice;
/// implementations return quickly and do not throw. One that throws all the same is reported where the channel reports such things
/// (the trace, if nowhere else), and called again for what comes next.
/// </summary>
public interface IPeerChannelReceiver
{
    /// <summary>A message came. The memory belongs to the channel again once the call returns.</summary>
    void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>
    /// The buffered amount fell to the threshold. Unlike the other members it may be called while another is running, from
    /// inside <see cref="IPeerChannel.Send"/> too.
    /// </summary>
    void OnBufferedAmountLow();

    /// <summary>The channel closed; the last call.</summary>
    void OnClosed(PeerChannelCloseReason reason);
}
