using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>Messages on their way down: to the association, or kept until their channel is announced; never more than the application may have waiting.</summary>
internal sealed class DataChannelSender(DataChannelRegistry channels)
{
    /// <summary>What is sent for an empty message, which SCTP has not (RFC 8831, section 6.6).</summary>
    private static readonly byte[] Empty = [0];

    /// <summary>Gets how many messages were taken.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>Queues a message. When it throws, nothing has changed.</summary>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">So much waits already that there is no room.</exception>
    public void Send(DataChannelCore channel, MessagePayload payload, bool isText, long now)
    {
        if (channel.State > DataChannelState.Open)
        {
            throw new PeerChannelClosedException(channel.State == DataChannelState.Closed ? channel.CloseReason : null);
        }

        var length = payload.Bytes.Length;
        ThrowIfFull(channel, length, now);
        var protocol = isText ? PayloadProtocol.String : PayloadProtocol.Binary;
        if (length == 0)
        {
            protocol = isText ? PayloadProtocol.StringEmpty : PayloadProtocol.BinaryEmpty;
            payload = Empty;
        }

        if (channels.Transport is not { } transport || !channel.IsAnnounced)
        {
            channels.UnsentCost -= channel.UnsentCost;
            channel.Keep(protocol, payload.Bytes);
            channels.UnsentCost += channel.UnsentCost;
            payload.Copied();
        }
        else if (!transport.Send(channel.Id!.Value, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged, now))
        {
            throw new PeerChannelClosedException();
        }

        MessagesSent++;
        channel.Sent.Add(length);
    }

    /// <summary>A message that finds nothing before it is taken whatever its size.</summary>
    private void ThrowIfFull(DataChannelCore channel, int length, long now)
    {
        if (IsFull(length) && channel is { IsAnnounced: true, Options.MaxPacketLifeTime: not null })
        {
            channels.Transport?.DropExpired(channel.Id!.Value, now);
        }

        if (IsFull(length))
        {
            throw new InvalidOperationException(
                $"{HeldToSend} bytes wait for the peer, and {nameof(PeerConnectionOptions.MaxBufferedAmount)} is {channels.Limits.MaxSendBytes}: wait until {nameof(DataChannel.BufferedAmount)} is low.");
        }
    }

    private long HeldToSend => channels.UnsentCost + (channels.Transport?.HeldBytes ?? 0);

    private bool IsFull(int length) => HeldToSend is > 0 and var held && held + length + MessageCost.Overhead > channels.Limits.MaxSendBytes;
}
