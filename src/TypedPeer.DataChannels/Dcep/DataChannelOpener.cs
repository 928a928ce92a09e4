namespace TypedPeer.DataChannels.Dcep;

/// <summary>Channels of our own: makes them, announces them with OPEN (RFC 8832, section 6), and opens them once the association is up.</summary>
internal sealed class DataChannelOpener(DataChannelRegistry channels, DataChannelReader reader)
{
    /// <summary>How many streams every WebRTC peer grants; ids below need not wait for the association to tell. libdatachannel's 1024 are the fewest known.</summary>
    private const int CertainStreams = 256;

    private static readonly DataChannelOptions Reliable = new();

    /// <summary>Makes a channel of our own. When it throws, nothing has changed.</summary>
    /// <exception cref="ArgumentException">Label or protocol is too long, or together more than the peer takes in one message.</exception>
    /// <exception cref="InvalidOperationException">The id is taken, there are too many channels, or the connection is closing.</exception>
    public DataChannelCore Create(string label, DataChannelOptions options, long now)
    {
        label = DcepMessage.Normalize(label, nameof(label));
        options = options with { Protocol = DcepMessage.Normalize(options.Protocol, nameof(options)) };
        ThrowIfNotPossible(label, options);
        var channel = new DataChannelCore(label, options, isIncoming: false) { IsTaken = true };
        if (options is { Negotiated: true, Id: { } chosen })
        {
            channels.HalfClosed.StopAwaiting((ushort)chosen);
            channels.Add((ushort)chosen, channel);
        }
        else
        {
            channels.AddWithoutId(channel);
        }

        OpenIfPossible(channel, now);
        return channel;
    }

    /// <summary>Announces and opens every channel that waits, as far as the association allows by now.</summary>
    public void OpenAll(long now)
    {
        foreach (var channel in channels.ToArray())
        {
            OpenIfPossible(channel, now);
        }
    }

    /// <summary>Announces and opens a channel, as far as the association and its stream allow by now.</summary>
    public void OpenIfPossible(DataChannelCore channel, long now)
    {
        if (channels.Transport is null || channel is not { Id: { } id, ResetRequested: false, State: DataChannelState.Connecting or DataChannelState.Closing }
            || channels.HalfClosed.IsResetting(id))
        {
            return;
        }

        if (channels.IsUp && id >= channels.Ids.Limit)
        {
            channels.Forget(channel);
            channels.End(channel, CloseReasons.Protocol($"Stream id {id} is out of range: the association has {channels.Ids.Limit} streams."));
            return;
        }

        if (!channel.IsAnnounced && (channels.IsUp || id < CertainStreams) && !TryAnnounce(channel, id, channels.Transport, now))
        {
            return;
        }

        if (channel.State == DataChannelState.Closing)
        {
            if (channel.IsAnnounced)
            {
                channels.BeginReset(channel);
            }
        }
        else if (channels.IsUp)
        {
            channel.State = DataChannelState.Open;
            channels.Observer.OnOpen(channel);
            reader.DeliverEarly(channel, id);
        }
    }

    /// <summary>Everything that <see cref="Create"/> can fail by, before it changes anything.</summary>
    private void ThrowIfNotPossible(string label, DataChannelOptions options)
    {
        if (channels.IsEnding)
        {
            throw new InvalidOperationException("The connection is closing or closed.");
        }

        if (channels.Count >= channels.Limits.MaxChannels)
        {
            throw new InvalidOperationException($"The connection has {channels.Count} data channels, the most the options allow.");
        }

        if (options is { Negotiated: true, Id: { } chosen })
        {
            // A reset that only answers the peer's is soon over: the channel waits for it, since nobody here can know of it.
            if (channels.Find((ushort)chosen) is not null || (channels.HalfClosed.IsResetting((ushort)chosen) && channels.HalfClosed.AwaitsPeer((ushort)chosen)))
            {
                throw new InvalidOperationException($"Stream id {chosen} is taken, or the channel that had it is not closed yet.");
            }

            if (channels.IsUp && chosen >= channels.Ids.Limit)
            {
                throw new InvalidOperationException($"Stream id {chosen} is out of range: the association has {channels.Ids.Limit} streams.");
            }
        }
        else
        {
            if (channels.Ids.IsRoleKnown && channels.Ids.Find(channels.IsTaken) is null)
            {
                throw new InvalidOperationException("All stream ids are taken.");
            }

            if (channels.Transport is { } transport && DcepMessage.GetOpenLength(label, options) > transport.MaxMessageSize)
            {
                throw new ArgumentException($"Label and protocol do not fit into one message: the peer takes {transport.MaxMessageSize} bytes.", nameof(label));
            }
        }
    }

    /// <summary>Sends OPEN and what was given to the channel before; ends the channel where the peer would not take that.</summary>
    private bool TryAnnounce(DataChannelCore channel, ushort id, IDataChannelTransport transport, long now)
    {
        var open = channel.Options.Negotiated ? null : DcepMessage.WriteOpen(channel.Label, channel.Options);
        var longest = Math.Max(channel.LongestUnsent, open?.Length ?? 0);
        if (longest > transport.MaxMessageSize)
        {
            // A message that is too large would end the association, and every other channel with it. The peer may have its end of a
            // negotiated channel; of another it never hears.
            channel.CloseReason = CloseReasons.Protocol($"A message of {longest} bytes waited for the connection, and the peer takes {transport.MaxMessageSize}.");
            channel.IsAnnounced = channel.Options.Negotiated;
            channels.EndNow(channel);
            return false;
        }

        channel.IsAnnounced = true;
        channel.Prepare(transport);

        // Reliable and in order whatever the channel is (RFC 8832, section 6). Refused only if the association ends already: that ends the channel.
        channels.UnsentCost -= channel.UnsentCost;
        var isTaken = open is null || transport.Send(id, PayloadProtocol.Dcep, open, Reliable, ordered: true, now);
        while (isTaken && channel.TryTakeKept(out var protocol, out var payload))
        {
            isTaken = transport.Send(id, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged, now);
        }

        channels.UnsentCost += channel.UnsentCost;
        return true;
    }
}
