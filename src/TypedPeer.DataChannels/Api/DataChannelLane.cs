using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Api;

/// <summary>A second data channel beside one that carries a session, made by both sides by themselves: unordered, and nothing is sent again.</summary>
internal sealed class DataChannelLane : IPeerDatagramLane
{
    /// <summary>How far the id is above that of the session's channel: an odd number, behind what either side announces before it has a thousand channels.</summary>
    private const int IdOffset = 1023;

    /// <summary>One SCTP packet in one datagram over any path that carries IPv6, with what DTLS and SCTP put around it.</summary>
    private const int OnePacket = 1100;

    /// <summary>More than this that waits for the network is stale by the time it leaves.</summary>
    private const int MostWaiting = 64 * 1024;

    private readonly DataChannel _channel;

    private DataChannelLane(DataChannel channel) => _channel = channel;

    public int MaxDatagramSize => OnePacket;

    /// <summary>Makes the lane beside a channel, with which it ends; null where its id is taken, or beyond what the connection has.</summary>
    public static DataChannelLane? Open(PeerConnection connection, DataChannel beside, IPeerDatagramReceiver receiver)
    {
        if (beside.Id is not { } id)
        {
            return null;
        }

        try
        {
            var options = new DataChannelOptions { Negotiated = true, Id = id + IdOffset, Ordered = false, MaxRetransmits = 0, Priority = DataChannelPriority.Medium };
            var channel = connection.CreateDataChannel("typedpeer-datagrams", options);
            channel.Message += message =>
            {
                if (!message.IsText)
                {
                    receiver.OnDatagram(message.Data);
                }
            };
            _ = EndWithAsync(beside, channel);
            return new(channel);
        }
        catch (InvalidOperationException)
        {
            // The connection is closed, or the application has a channel of that id: all goes in order then.
            return null;
        }
    }

    public bool TrySend(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > OnePacket)
        {
            throw new ArgumentException($"The datagram has {datagram.Length} bytes; the lane takes {OnePacket}.", nameof(datagram));
        }

        return _channel.BufferedAmount <= MostWaiting && _channel.TrySend(datagram);
    }

    private static async Task EndWithAsync(DataChannel beside, DataChannel lane)
    {
        await beside.Closed.ConfigureAwait(false);
        await lane.CloseAsync().ConfigureAwait(false);
    }
}
