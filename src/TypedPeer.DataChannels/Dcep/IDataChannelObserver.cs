using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>What a channel table has to say, synchronously from inside its methods: record and return, never call back into the table.</summary>
internal interface IDataChannelObserver
{
    /// <summary>The peer opened a channel.</summary>
    void OnIncoming(DataChannelCore channel);

    /// <summary>A channel is open.</summary>
    void OnOpen(DataChannelCore channel);

    /// <summary>A message arrived.</summary>
    /// <param name="channel">The channel it came on.</param>
    /// <param name="rented">A buffer owned by the observer from now on; it goes back to <see cref="SctpMessagePool"/>.</param>
    /// <param name="length">How much of <paramref name="rented"/> is the message.</param>
    /// <param name="isText">Whether it is UTF-8 text.</param>
    void OnMessage(DataChannelCore channel, byte[] rented, int length, bool isText);

    /// <summary>A channel's buffered amount fell to its threshold.</summary>
    void OnBufferedAmountLow(DataChannelCore channel);

    /// <summary>A channel begins to close, which the peer asked for or a failure made necessary. At most once, and never after this side closed it.</summary>
    void OnClosing(DataChannelCore channel);

    /// <summary>A channel has closed. Nothing is told of it after that.</summary>
    void OnClosed(DataChannelCore channel, PeerChannelCloseReason reason);
}
