using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// All data channels of one connection: announces ours, takes the peer's, moves their messages, closes them (RFC 8831 and 8832).
/// </summary>
/// <remarks>
/// The <c>On...</c> members are called from inside the association and only record; what must be sent in answer is sent by
/// <see cref="RunDeferred"/>, which the owner calls afterwards. None of them throws: where the transport refuses something, the
/// association ends, and with it every channel.
/// </remarks>
internal sealed class DataChannelTable
{
    /// <summary>How many streams every WebRTC peer grants; ids below need not wait for the association to tell. libdatachannel's 1024 are the fewest known.</summary>
    private const int CertainStreams = 256;

    /// <summary>Either side has every second id; and half of its ids may still wait for the peer to reset its direction.</summary>
    private const int StreamsPerChannel = 4;

    /// <summary>What the smallest of the known stacks grants.</summary>
    private const int MinStreams = 1024;

    private static readonly DataChannelOptions Reliable = new();

    private readonly DataChannelRegistry _channels;
    private readonly DataChannelReader _reader;

    public DataChannelTable(PeerEventQueue events, DataChannelTableOptions limits)
    {
        _channels = new DataChannelRegistry(events, limits);
        _reader = new DataChannelReader(_channels);
    }

    /// <summary>Gets how many channels there are, closing ones included.</summary>
    public int Count => _channels.Count;

    /// <summary>Gets what messages hold that were reported and not taken yet, or wait for their channel (<see cref="MessageCost"/>).</summary>
    public long UnconsumedBytes => _reader.Unconsumed + _reader.EarlyBytes;

    /// <summary>Gets what the peer's channels hold, those included that are closed and wait to be accepted.</summary>
    public long HeldBytes => _channels.HeldBytes;

    /// <summary>Gets how many streams the channels made so far need, and those that may still come.</summary>
    public ushort StreamsNeeded => (ushort)Math.Clamp(Math.Max((long)StreamsPerChannel * _channels.Limits.MaxChannels, _channels.HighestId + 1), MinStreams, ushort.MaxValue);

    /// <summary>Gets how many messages were handed up and down; for statistics.</summary>
    public long MessagesReceived => _reader.MessagesReceived;

    /// <inheritdoc cref="MessagesReceived"/>
    public long MessagesSent { get; private set; }

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _channels.NextDeadline;

    /// <summary>Gets how long a channel that closes is waited for, in microseconds.</summary>
    public long CloseTimeout => _channels.Limits.CloseTimeout;

    /// <summary>Makes a channel of our own. When it throws, nothing has changed.</summary>
    /// <exception cref="ArgumentException">Label or protocol is too long, or together more than the peer takes in one message.</exception>
    /// <exception cref="InvalidOperationException">The id is taken, there are too many channels, or the connection is closing.</exception>
    public DataChannelCore Create(string label, DataChannelOptions options)
    {
        label = DcepMessage.Normalize(label, nameof(label));
        options = options with { Protocol = DcepMessage.Normalize(options.Protocol, nameof(options)) };
        ThrowIfNotPossible(label, options);
        var channel = new DataChannelCore(label, options, isIncoming: false) { IsTaken = true };
        if (options is { Negotiated: true, Id: { } chosen })
        {
            _channels.HalfClosed.StopAwaiting((ushort)chosen);
            _channels.Add((ushort)chosen, channel);
        }
        else
        {
            _channels.AddWithoutId(channel);
        }

        OpenIfPossible(channel);
        return channel;
    }

    /// <summary>The DTLS role is decided, and with it which ids are ours.</summary>
    public void OnRoleKnown(bool isDtlsClient)
    {
        _channels.Ids.SetRole(isDtlsClient);
        _channels.AssignIds();
    }

    /// <summary>
    /// There is an association, though not up yet: announces the channels, so that their OPEN and first messages travel with its
    /// handshake instead of after it.
    /// </summary>
    public void OnTransportCreated(IDataChannelTransport transport)
    {
        _channels.Transport = transport;
        OpenAll();
    }

    /// <summary>The association is up: opens every channel that waits.</summary>
    public void OnConnected(int streamCount)
    {
        _channels.IsUp = true;
        _channels.Ids.Limit = Math.Min(streamCount, ushort.MaxValue);
        OpenAll();
    }

    /// <summary>The association is over: nothing more leaves, and what had not left stays so.</summary>
    public void OnTransportEnded() => _channels.OnTransportEnded();

    /// <summary>A message arrived; its rented buffer is ours.</summary>
    public void OnMessage(ushort stream, uint payloadProtocol, byte[] rented, int length) =>
        _reader.OnMessage(stream, payloadProtocol, rented, length);

    /// <summary>
    /// The peer reset its direction of a stream: it closes the channel (RFC 8831, section 6.7). It waits for us to reset ours, also
    /// where we know of no channel; so that is done, once.
    /// </summary>
    public void OnStreamReset(ushort stream)
    {
        if (_channels.Closed is not null)
        {
            return;
        }

        var channel = _channels.Find(stream);
        if (channel is not null && _channels.HalfClosed.IsResetting(stream))
        {
            EndWaiting(stream, channel);
        }
        else if (channel is { IncomingReset: true })
        {
            // It has seen our answer, which we do not know yet, used the stream anew and closed that, too.
            _channels.HalfClosed.AskAgain(stream);
            _reader.OnStrayReset(stream);
        }
        else if (channel is not null)
        {
            channel.IncomingReset = true;
            if (!channel.ResetRequested)
            {
                channel.CloseReason ??= CloseReasons.RemoteChannel;
                _channels.BeginReset(channel);
            }

            EndWhenReset(channel);
        }
        else if (_channels.HalfClosed.OnIncomingReset(stream))
        {
            _reader.OnStrayReset(stream);
        }
        else if (_channels.Transport is not null && stream < _channels.Ids.Limit)
        {
            _reader.OnStrayReset(stream);
            _channels.AnswerReset(stream);
        }
    }

    /// <summary>The peer answered our reset; refused or not, there is nothing more to do on our side.</summary>
    public void OnStreamResetDone(ushort stream, bool accepted)
    {
        var channel = _channels.Find(stream);
        if (_channels.HalfClosed.OnOutgoingDone(stream, accepted))
        {
            OnStreamFree(stream, channel);
        }
        else if (channel is { ResetRequested: true })
        {
            channel.OutgoingReset = true;
            channel.IncomingReset |= !accepted;
            EndWhenReset(channel);
        }
    }

    /// <summary>A stream's buffered amount fell to its threshold.</summary>
    public void OnBufferedAmountLow(ushort stream)
    {
        if (_channels.Find(stream) is { IsLowSignalled: false } channel)
        {
            channel.IsLowSignalled = true;
            _channels.Events.Add(new PeerEvent(PeerEventKind.ChannelBufferedAmountLow, channel));
        }
    }

    /// <summary>Sends the acknowledgements and resets that the <c>On...</c> calls asked for, and lets the time of closing channels run.</summary>
    public void RunDeferred(long now) => _channels.RunDeferred(now);

    /// <summary>To be called when <see cref="NextDeadline"/> has come: gives up closing channels whose peer does not answer, or takes no more.</summary>
    public void HandleDeadline(long now) => _channels.HandleDeadline(now);

    /// <summary>Queues a message. When it throws, nothing has changed.</summary>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">So much waits already that there is no room.</exception>
    public void Send(DataChannelCore channel, ReadOnlySpan<byte> payload, bool isText)
    {
        if (channel.State > DataChannelState.Open)
        {
            throw new PeerChannelClosedException(channel.State == DataChannelState.Closed ? channel.CloseReason : null);
        }

        ThrowIfFull(channel, payload.Length);
        var protocol = isText ? PayloadProtocol.String : PayloadProtocol.Binary;
        if (payload.IsEmpty)
        {
            protocol = isText ? PayloadProtocol.StringEmpty : PayloadProtocol.BinaryEmpty;
            payload = [0];
        }

        if (_channels.Transport is not { } transport || !channel.IsAnnounced)
        {
            _channels.UnsentCost -= channel.UnsentCost;
            channel.Keep(protocol, payload);
            _channels.UnsentCost += channel.UnsentCost;
        }
        else if (!transport.Send(channel.Id!.Value, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged))
        {
            throw new PeerChannelClosedException();
        }

        MessagesSent++;
    }

    /// <summary>Closes a channel after its queued messages have left.</summary>
    public void Close(DataChannelCore channel)
    {
        if (channel.State > DataChannelState.Open)
        {
            return;
        }

        channel.CloseReason = CloseReasons.LocalChannel;
        if (channel.IsAnnounced)
        {
            _channels.BeginReset(channel);
        }
        else if (channel.HasUnsent)
        {
            _channels.SetClosing(channel);
        }
        else
        {
            _channels.Forget(channel);
            _channels.End(channel, CloseReasons.LocalChannel);
        }
    }

    /// <summary>Ends a closing channel without waiting for the peer; its stream id stays taken until both directions are reset.</summary>
    public void CloseNow(DataChannelCore channel)
    {
        Close(channel);
        if (channel.State != DataChannelState.Closed)
        {
            _channels.EndNow(channel);
        }
    }

    /// <summary>The application has a channel of the peer's from now on.</summary>
    public void OnTaken(DataChannelCore channel)
    {
        channel.IsTaken = true;
        _channels.LetGo(channel);
    }

    /// <summary>The connection is gone, and every channel with it.</summary>
    public void CloseAll(PeerChannelCloseReason reason)
    {
        if (_channels.Closed is null)
        {
            _channels.EndAll(reason);
            _reader.Clear();
        }
    }

    /// <summary>Gets the bytes given to <see cref="Send"/> on a channel that have not left yet; of a closed one, what had not left when it closed.</summary>
    public long GetBufferedAmount(DataChannelCore channel) => _channels.GetBufferedAmount(channel);

    /// <summary>Sets a channel's low-water mark.</summary>
    public void SetBufferedAmountLowThreshold(DataChannelCore channel, long bytes)
    {
        channel.BufferedAmountLowThreshold = bytes;
        if (channel is { IsAnnounced: true, State: not DataChannelState.Closed, Id: { } id })
        {
            _channels.Transport?.SetBufferedAmountLowThreshold(id, bytes);
        }
    }

    /// <summary>The application took messages of this cost.</summary>
    public void Consumed(long bytes) => _reader.Unconsumed -= bytes;

    /// <summary>Everything that <see cref="Create"/> can fail by, before it changes anything.</summary>
    private void ThrowIfNotPossible(string label, DataChannelOptions options)
    {
        if (_channels.IsEnding)
        {
            throw new InvalidOperationException("The connection is closing or closed.");
        }

        if (Count >= _channels.Limits.MaxChannels)
        {
            throw new InvalidOperationException($"The connection has {Count} data channels, the most the options allow.");
        }

        if (options is { Negotiated: true, Id: { } chosen })
        {
            // A reset that only answers the peer's is soon over: the channel waits for it, since nobody here can know of it.
            if (_channels.Find((ushort)chosen) is not null || (_channels.HalfClosed.IsResetting((ushort)chosen) && _channels.HalfClosed.AwaitsPeer((ushort)chosen)))
            {
                throw new InvalidOperationException($"Stream id {chosen} is taken, or the channel that had it is not closed yet.");
            }

            if (_channels.IsUp && chosen >= _channels.Ids.Limit)
            {
                throw new InvalidOperationException($"Stream id {chosen} is out of range: the association has {_channels.Ids.Limit} streams.");
            }
        }
        else
        {
            if (_channels.Ids.IsRoleKnown && _channels.Ids.Find(_channels.IsTaken) is null)
            {
                throw new InvalidOperationException("All stream ids are taken.");
            }

            if (_channels.Transport is { } transport && DcepMessage.GetOpenLength(label, options) > transport.MaxMessageSize)
            {
                throw new ArgumentException($"Label and protocol do not fit into one message: the peer takes {transport.MaxMessageSize} bytes.", nameof(label));
            }
        }
    }

    /// <summary>A message that finds nothing before it is taken whatever its size.</summary>
    private void ThrowIfFull(DataChannelCore channel, int length)
    {
        if (IsFull(length) && channel is { IsAnnounced: true, Options.MaxPacketLifeTime: not null })
        {
            _channels.Transport?.DropExpired(channel.Id!.Value);
        }

        if (IsFull(length))
        {
            throw new InvalidOperationException(
                $"{HeldToSend} bytes wait for the peer, and {nameof(PeerConnectionOptions.MaxBufferedAmount)} is {_channels.Limits.MaxSendBytes}: wait until {nameof(DataChannel.BufferedAmount)} is low.");
        }
    }

    private long HeldToSend => _channels.UnsentCost + (_channels.Transport?.HeldBytes ?? 0);

    private bool IsFull(int length) => HeldToSend is > 0 and var held && held + length + MessageCost.Overhead > _channels.Limits.MaxSendBytes;

    private void OpenAll()
    {
        foreach (var channel in _channels.ToArray())
        {
            OpenIfPossible(channel);
        }
    }

    private void OpenIfPossible(DataChannelCore channel)
    {
        if (_channels.Transport is null || channel is not { Id: { } id, ResetRequested: false, State: DataChannelState.Connecting or DataChannelState.Closing }
            || _channels.HalfClosed.IsResetting(id))
        {
            return;
        }

        if (_channels.IsUp && id >= _channels.Ids.Limit)
        {
            _channels.Forget(channel);
            _channels.End(channel, CloseReasons.Protocol($"Stream id {id} is out of range: the association has {_channels.Ids.Limit} streams."));
            return;
        }

        if (!channel.IsAnnounced && (_channels.IsUp || id < CertainStreams) && !TryAnnounce(channel, id, _channels.Transport))
        {
            return;
        }

        if (channel.State == DataChannelState.Closing)
        {
            if (channel.IsAnnounced)
            {
                _channels.BeginReset(channel);
            }
        }
        else if (_channels.IsUp)
        {
            channel.State = DataChannelState.Open;
            _channels.Events.Add(new PeerEvent(PeerEventKind.ChannelOpen, channel));
            _reader.DeliverEarly(channel, id);
        }
    }

    /// <summary>Sends OPEN and what was given to the channel before; ends the channel where the peer would not take that.</summary>
    private bool TryAnnounce(DataChannelCore channel, ushort id, IDataChannelTransport transport)
    {
        var open = channel.Options.Negotiated ? null : DcepMessage.WriteOpen(channel.Label, channel.Options);
        var longest = Math.Max(channel.LongestUnsent, open?.Length ?? 0);
        if (longest > transport.MaxMessageSize)
        {
            // A message that is too large would end the association, and every other channel with it. The peer may have its end of a
            // negotiated channel; of another it never hears.
            channel.CloseReason = CloseReasons.Protocol($"A message of {longest} bytes waited for the connection, and the peer takes {transport.MaxMessageSize}.");
            channel.IsAnnounced = channel.Options.Negotiated;
            _channels.EndNow(channel);
            return false;
        }

        channel.IsAnnounced = true;
        channel.Prepare(transport);

        // Reliable and in order whatever the channel is (RFC 8832, section 6). Refused only if the association ends already: that ends the channel.
        _channels.UnsentCost -= channel.UnsentCost;
        var isTaken = open is null || transport.Send(id, PayloadProtocol.Dcep, open, Reliable, ordered: true);
        while (isTaken && channel.TryTakeKept(out var protocol, out var payload))
        {
            isTaken = transport.Send(id, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged);
        }

        _channels.UnsentCost += channel.UnsentCost;
        return true;
    }

    /// <summary>The peer closed a channel that waits here for its stream to be free: it gets what came for it, and never sends.</summary>
    private void EndWaiting(ushort stream, DataChannelCore channel)
    {
        _channels.HalfClosed.OnIncomingReset(stream);
        _reader.DeliverEarly(channel, stream);
        _channels.Forget(channel);
        _channels.End(channel, CloseReasons.RemoteChannel);
    }

    /// <summary>A stream is reset in both directions: whoever is to have it next has it now.</summary>
    private void OnStreamFree(ushort stream, DataChannelCore? next)
    {
        if (_channels.HalfClosed.TakeIsAskedAgain(stream))
        {
            _channels.AnswerReset(stream);
        }
        else if (next is null)
        {
            _reader.OnStreamFree(stream);
        }
        else if (next.ResetRequested)
        {
            // Its end was asked for while the stream was still being reset for the channel before.
            _channels.AskReset(stream);
        }
        else
        {
            OpenIfPossible(next);
        }
    }

    private void EndWhenReset(DataChannelCore channel)
    {
        if (_channels.TryEndReset(channel))
        {
            OnStreamFree(channel.Id!.Value, next: null);
        }
    }
}
