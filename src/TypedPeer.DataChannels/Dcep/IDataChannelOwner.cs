using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>What the application holds of a channel, as that which raises events sees it. Called by one thread at a time, in order, never under the lock.</summary>
internal interface IDataChannelOwner
{
    /// <summary>Gets whether a receiver takes the messages, which takes microseconds, and no handler of the application's. Any thread may ask.</summary>
    bool HasReceiver { get; }

    /// <summary>Gets whether a handler of the application's is told that the buffered amount is low. Any thread may ask.</summary>
    bool HasLowHandler { get; }

    /// <summary>The channel is open.</summary>
    void OnOpen();

    /// <summary>A message came; its rented buffer is the owner's now.</summary>
    void OnMessage(byte[] rented, int length, bool isText);

    /// <summary>A message came; its memory is the caller's, who may use it again at once.</summary>
    void OnMessage(ReadOnlySpan<byte> message, bool isText);

    /// <summary>Gets what messages hold that wait for a handler. Told by the raising thread alone.</summary>
    long KeptBytes { get; }

    /// <summary>The buffered amount fell to the threshold.</summary>
    void OnBufferedAmountLow();

    /// <summary>The channel begins to close, and not because it was asked to.</summary>
    void OnClosing();

    /// <summary>The channel has closed.</summary>
    void OnClosed(PeerChannelCloseReason reason);

    /// <summary>Delivers the next message that was kept for want of a handler; false when there is none, or still no handler.</summary>
    bool TryDeliverKept();

    /// <summary>Takes how many bytes of the receive window were freed since the last call.</summary>
    long TakeFreed();
}
