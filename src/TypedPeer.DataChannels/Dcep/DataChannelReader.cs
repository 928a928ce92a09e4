using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// What comes on the streams: messages of channels, OPEN of new ones, and what belongs to no channel yet, which is kept within a bound.
/// Called from inside the association: only records, and never throws.
/// </summary>
internal sealed class DataChannelReader(DataChannelRegistry channels)
{
    private readonly EarlyMessages _early = new(channels.Limits.MaxEarlyBytes);

    /// <summary>Gets what messages hold that wait for their channel.</summary>
    public long EarlyBytes => _early.Bytes;

    /// <summary>Gets or sets what messages hold that were reported and not taken yet.</summary>
    public long Unconsumed { get; set; }

    public long MessagesReceived { get; private set; }

    /// <summary>A message arrived; its rented buffer is ours.</summary>
    public void OnMessage(ushort stream, uint payloadProtocol, byte[] rented, int length)
    {
        if (channels.Closed is not null)
        {
            SctpMessagePool.Return(rented);
        }
        else if (payloadProtocol == PayloadProtocol.Dcep)
        {
            OnDcep(stream, rented, length);
        }
        else if (channels.Find(stream) is { IncomingReset: false } channel && !channels.HalfClosed.IsResetting(stream))
        {
            Deliver(channel, payloadProtocol, rented, length);
        }
        else if (channels.HalfClosed.AwaitsPeer(stream))
        {
            // Sent before the peer heard that the channel is closed.
            SctpMessagePool.Return(rented);
        }
        else
        {
            KeepEarly(stream, payloadProtocol, rented, length);
        }
    }

    /// <summary>The peer reset a stream without a channel.</summary>
    public void OnStrayReset(ushort stream) => _early.MarkReset(stream);

    /// <summary>A stream is free again: an OPEN that came too soon has its turn.</summary>
    public void OnStreamFree(ushort stream)
    {
        if (_early.TryTakeOpen(stream, out var item))
        {
            // What is left came after it, up to where the peer closed the channel again.
            OnOpen(stream, item.Buffer.AsSpan(0, item.Length));
            SctpMessagePool.Return(item.Buffer!);
        }
    }

    /// <summary>Gives a new channel what came on its stream before, up to where the peer closed it again.</summary>
    public void DeliverEarly(DataChannelCore channel, ushort id)
    {
        while (_early.TryTake(id, out var item))
        {
            if (item.Buffer is null)
            {
                // Our direction was reset in answer then: there is nothing to wait for.
                channels.TellClosing(channel);
                channel.CloseReason = CloseReasons.RemoteChannel;
                (channel.IncomingReset, channel.OutgoingReset, channel.ResetRequested) = (true, true, true);
                channels.TryEndReset(channel);
                OnStreamFree(id);
                return;
            }

            if (item.PayloadProtocol == PayloadProtocol.Dcep)
            {
                OnDcep(id, item.Buffer, item.Length);
            }
            else
            {
                Deliver(channel, item.PayloadProtocol, item.Buffer, item.Length);
            }
        }
    }

    public void Clear() => _early.Clear();

    /// <summary>Keeps a message for a channel that is not there yet. Whoever holds most has to go when there is no room.</summary>
    private void KeepEarly(ushort stream, uint payloadProtocol, byte[] rented, int length)
    {
        if (!_early.HasRoomFor(rented))
        {
            var largest = _early.FindLargest(stream, rented);
            largest.ForEach(Refuse);
            if (largest.Contains(stream))
            {
                SctpMessagePool.Return(rented);
                return;
            }
        }

        _early.Keep(stream, payloadProtocol, rented, length);
    }

    private void OnDcep(ushort stream, byte[] rented, int length)
    {
        var channel = channels.Find(stream);
        if (DcepMessage.IsAck(rented.AsSpan(0, length)))
        {
            if (channel is not null)
            {
                channel.IsAcknowledged = true;
            }
        }
        else if (channel is { IncomingReset: true } || (channel is null && channels.HalfClosed.IsResetting(stream) && !channels.HalfClosed.AwaitsPeer(stream)))
        {
            // The peer uses the stream anew: it has seen our reset, and the answer is on its way.
            _early.DropEnded(stream);
            KeepEarly(stream, PayloadProtocol.Dcep, rented, length);
            return;
        }
        else if (channel is null)
        {
            _early.DropEnded(stream);
            OnOpen(stream, rented.AsSpan(0, length));
        }
        else if (!channel.ResetRequested)
        {
            // An OPEN, or nonsense, on a stream in use: the channel on it can no longer be trusted.
            channel.CloseReason = CloseReasons.Protocol("The peer sent a second OPEN, or an unknown message, on the channel's stream.");
            channels.BeginForcedReset(channel);
        }

        SctpMessagePool.Return(rented);
    }

    private void OnOpen(ushort stream, ReadOnlySpan<byte> message)
    {
        if (channels.Transport is null || !DcepMessage.TryReadOpen(message, out var label, out var options)
            || !channels.Ids.IsRemoteParity(stream) || stream >= channels.Ids.Limit || channels.HalfClosed.AwaitsPeer(stream)
            || channels.Count >= channels.Limits.MaxChannels || channels.HeldBytes + CostOf(label, options) > channels.Limits.MaxHeldBytes)
        {
            Refuse(stream);
            return;
        }

        var channel = new DataChannelCore(label, options with { Id = stream }, isIncoming: true)
        {
            State = DataChannelState.Open,
            IsAnnounced = true,
            HeldBytes = CostOf(label, options),
        };
        channels.HeldBytes += channel.HeldBytes;
        channels.Add(stream, channel);
        channels.Acknowledge(stream);
        channel.Prepare(channels.Transport);
        channels.Observer.OnIncoming(channel);
        channels.Observer.OnOpen(channel);
        DeliverEarly(channel, stream);
    }

    private static long CostOf(string label, DataChannelOptions options) =>
        DataChannelTableOptions.ChannelOverhead + (sizeof(char) * ((long)label.Length + options.Protocol.Length));

    /// <summary>Refuses a channel the way RFC 8832 (section 6) asks: no ACK, and our direction is reset.</summary>
    private void Refuse(ushort stream)
    {
        _early.Drop(stream);
        if (channels.Transport is not null && stream < channels.Ids.Limit && channels.Find(stream) is null)
        {
            channels.Reset(stream);
        }
    }

    private void Deliver(DataChannelCore channel, uint payloadProtocol, byte[] rented, int length)
    {
        bool? isText = payloadProtocol switch
        {
            PayloadProtocol.Binary or PayloadProtocol.BinaryEmpty => false,
            PayloadProtocol.String or PayloadProtocol.StringEmpty => true,
            _ => null,
        };
        if (isText is null)
        {
            SctpMessagePool.Return(rented);
            return;
        }

        // Whatever comes on the stream proves that the peer knows the channel.
        channel.IsAcknowledged = true;
        MessagesReceived++;
        Unconsumed += MessageCost.Of(rented);
        length = PayloadProtocol.LengthOf(payloadProtocol, length);
        channel.Received.Add(length);
        channels.Observer.OnMessage(channel, rented, length, isText.Value);
    }
}
