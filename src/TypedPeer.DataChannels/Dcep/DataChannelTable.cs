using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// All data channels of one connection: announces ours, takes the peer's, moves their messages, closes them (RFC 8831 and 8832).
/// </summary>
/// <remarks>
/// The <c>On...</c> members are called from inside the association and only record; what must be sent in answer is sent by
/// <see cref="RunDeferred"/>, which the owner calls afterwards.
/// </remarks>
internal sealed class DataChannelTable(PeerEventQueue events, int maxChannels)
{
    /// <summary>How many refused streams may wait for the peer's reset; more are ignored instead of remembered.</summary>
    private const int MaxRefused = 256;

    /// <summary>What a queued message costs beside its bytes, for the receive window.</summary>
    public const int MessageOverhead = 64;

    /// <summary>How many streams every WebRTC peer grants; ids below need not wait for the association to tell. libdatachannel's 1024 are the fewest known.</summary>
    private const int CertainStreams = 256;

    private static readonly DataChannelOptions Reliable = new();

    private readonly Dictionary<ushort, DataChannelCore> _byId = [];
    private readonly List<DataChannelCore> _withoutId = [];
    private readonly List<(ushort Stream, bool IsReset)> _deferred = [];
    private readonly EarlyMessages _early = new();
    private readonly StreamIds _ids = new();
    private IDataChannelTransport? _transport;
    private PeerChannelCloseReason? _closed;
    private bool _isUp;

    /// <summary>Gets how many channels there are, closed ones whose stream is not reset yet included.</summary>
    public int Count => _byId.Count + _withoutId.Count;

    /// <summary>Gets the bytes of messages that were reported and not taken yet.</summary>
    public long UnconsumedBytes { get; private set; }

    /// <summary>Gets how many messages were handed up and down; for statistics.</summary>
    public long MessagesReceived { get; private set; }

    /// <inheritdoc cref="MessagesReceived"/>
    public long MessagesSent { get; private set; }

    /// <summary>Makes a channel of our own.</summary>
    /// <exception cref="InvalidOperationException">The id is taken or of the wrong parity, or there are too many channels.</exception>
    public DataChannelCore Create(string label, DataChannelOptions options)
    {
        if (Count >= maxChannels)
        {
            throw new InvalidOperationException($"The connection has {maxChannels} data channels, the most the options allow.");
        }

        var channel = new DataChannelCore(label, options, isIncoming: false);
        if (options.Id is { } wished)
        {
            var id = (ushort)wished;
            if (_byId.ContainsKey(id))
            {
                throw new InvalidOperationException($"Stream id {id} is taken.");
            }

            if (!options.Negotiated && _ids.IsRoleKnown && _ids.IsRemoteParity(id))
            {
                throw new InvalidOperationException($"Stream id {id} is one of those the peer may choose (RFC 8832, section 6).");
            }

            channel.Id = id;
            _byId.Add(id, channel);
        }
        else
        {
            _withoutId.Add(channel);
            AssignIds();
        }

        OpenIfPossible(channel);
        return channel;
    }

    /// <summary>The DTLS role is decided, and with it which ids are ours.</summary>
    public void OnRoleKnown(bool isDtlsClient)
    {
        _ids.SetRole(isDtlsClient);
        AssignIds();
    }

    /// <summary>
    /// There is an association, though not up yet: announces the channels, so that their OPEN and first messages travel with its
    /// handshake instead of after it.
    /// </summary>
    public void OnTransportCreated(IDataChannelTransport transport)
    {
        _transport = transport;
        OpenAll();
    }

    /// <summary>The association is up: opens every channel that waits.</summary>
    public void OnConnected(int streamCount)
    {
        _isUp = true;
        _ids.Limit = Math.Min(streamCount, ushort.MaxValue);
        OpenAll();
    }

    /// <summary>A message arrived; its rented buffer is ours.</summary>
    public void OnMessage(ushort stream, uint payloadProtocol, byte[] rented, int length)
    {
        if (_closed is not null)
        {
            SctpMessagePool.Return(rented);
        }
        else if (payloadProtocol == PayloadProtocol.Dcep)
        {
            OnDcep(stream, rented.AsSpan(0, length));
            SctpMessagePool.Return(rented);
        }
        else if (_byId.TryGetValue(stream, out var channel))
        {
            Deliver(channel, payloadProtocol, rented, length);
        }
        else
        {
            _early.Keep(stream, payloadProtocol, rented, length);
        }
    }

    /// <summary>The peer reset its direction of a stream: it closes the channel (RFC 8831, section 6.7).</summary>
    public void OnStreamReset(ushort stream)
    {
        _early.Drop(stream);
        if (!_byId.TryGetValue(stream, out var channel))
        {
            return;
        }

        channel.IncomingReset = true;
        if (!channel.ResetRequested)
        {
            channel.CloseReason ??= CloseReasons.RemoteChannel;
            BeginReset(channel);
        }

        EndWhenReset(channel);
    }

    /// <summary>The peer answered our reset; refused or not, there is nothing more to do on our side.</summary>
    public void OnStreamResetDone(ushort stream, bool accepted)
    {
        if (_byId.TryGetValue(stream, out var channel) && channel.ResetRequested)
        {
            channel.OutgoingReset = true;
            channel.IncomingReset |= !accepted;
            EndWhenReset(channel);
        }
    }

    /// <summary>A stream's buffered amount fell to its threshold.</summary>
    public void OnBufferedAmountLow(ushort stream)
    {
        if (_byId.TryGetValue(stream, out var channel) && channel.State != DataChannelState.Closed)
        {
            events.Add(new PeerEvent(PeerEventKind.ChannelBufferedAmountLow, channel));
        }
    }

    /// <summary>Sends the acknowledgements and resets that the <c>On...</c> calls asked for.</summary>
    public void RunDeferred()
    {
        // Sending may come back through OnBufferedAmountLow, never through a call that defers more.
        foreach (var (stream, isReset) in _deferred)
        {
            if (isReset)
            {
                _transport?.ResetStream(stream);
            }
            else
            {
                _transport?.Send(stream, PayloadProtocol.Dcep, DcepMessage.Ack, Reliable, ordered: true);
            }
        }

        _deferred.Clear();
    }

    /// <summary>Queues a message.</summary>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    public void Send(DataChannelCore channel, ReadOnlySpan<byte> payload, bool isText)
    {
        if (channel.State > DataChannelState.Open)
        {
            throw new PeerChannelClosedException(channel.State == DataChannelState.Closed ? channel.CloseReason : null);
        }

        var protocol = isText ? PayloadProtocol.String : PayloadProtocol.Binary;
        if (payload.IsEmpty)
        {
            protocol = isText ? PayloadProtocol.StringEmpty : PayloadProtocol.BinaryEmpty;
            payload = [0];
        }

        if (_transport is null || !channel.IsAnnounced)
        {
            channel.Keep(protocol, payload);
        }
        else if (!_transport.Send(channel.Id!.Value, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged))
        {
            // The peer has begun to end the connection or the stream; the channel follows.
            throw new PeerChannelClosedException(channel.CloseReason);
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
        if (channel.State == DataChannelState.Open)
        {
            BeginReset(channel);
        }
        else if (channel.UnsentBytes > 0 || channel.IsAnnounced)
        {
            channel.State = DataChannelState.Closing;
        }
        else
        {
            Forget(channel);
            End(channel, CloseReasons.LocalChannel);
        }
    }

    /// <summary>Ends a closing channel without waiting for the peer; its stream id stays taken until both directions are reset.</summary>
    public void CloseNow(DataChannelCore channel)
    {
        Close(channel);
        if (channel.State != DataChannelState.Closed)
        {
            channel.DropKept();
            if (!channel.IsAnnounced)
            {
                Forget(channel);
            }

            End(channel, channel.CloseReason ?? CloseReasons.LocalChannel);
        }
    }

    /// <summary>The connection is gone, and every channel with it.</summary>
    public void CloseAll(PeerChannelCloseReason reason)
    {
        if (_closed is not null)
        {
            return;
        }

        _closed = reason;
        _transport = null;
        foreach (var channel in _byId.Values.Concat(_withoutId).ToArray())
        {
            channel.DropKept();
            if (channel.State != DataChannelState.Closed)
            {
                End(channel, channel.State == DataChannelState.Closing ? channel.CloseReason ?? reason : reason);
            }
        }

        _byId.Clear();
        _withoutId.Clear();
        _deferred.Clear();
        _early.Clear();
    }

    /// <summary>Gets the bytes of a channel that have not left yet.</summary>
    public long GetBufferedAmount(DataChannelCore channel) => channel switch
    {
        { State: DataChannelState.Closed } => 0,
        { Id: { } id, IsAnnounced: true } when _transport is not null => _transport.GetBufferedAmount(id),
        _ => channel.UnsentBytes,
    };

    /// <summary>Sets a channel's low-water mark.</summary>
    public void SetBufferedAmountLowThreshold(DataChannelCore channel, long bytes)
    {
        channel.BufferedAmountLowThreshold = bytes;
        if (channel is { IsAnnounced: true, State: not DataChannelState.Closed, Id: { } id })
        {
            _transport?.SetBufferedAmountLowThreshold(id, bytes);
        }
    }

    /// <summary>The application took a message.</summary>
    public void Consumed(long bytes) => UnconsumedBytes -= bytes;

    private void AssignIds()
    {
        if (!_ids.IsRoleKnown)
        {
            return;
        }

        foreach (var channel in _withoutId)
        {
            if (_ids.Find(_byId) is not { } id)
            {
                End(channel, CloseReasons.Protocol("All stream ids are taken."));
                continue;
            }

            channel.Id = id;
            _byId.Add(id, channel);
        }

        _withoutId.Clear();
    }

    private void OpenAll()
    {
        foreach (var channel in _byId.Values.ToArray())
        {
            OpenIfPossible(channel);
        }
    }

    private void OpenIfPossible(DataChannelCore channel)
    {
        if (_transport is null || channel is not { Id: { } id, ResetRequested: false } || channel.State == DataChannelState.Open)
        {
            return;
        }

        if (_isUp && id >= _ids.Limit)
        {
            Forget(channel);
            End(channel, CloseReasons.Protocol($"Stream id {id} is out of range: the association has {_ids.Limit} streams."));
            return;
        }

        if (!channel.IsAnnounced && (_isUp || id < CertainStreams))
        {
            Announce(channel, id);
        }

        if (!_isUp)
        {
            return;
        }

        var state = channel.State;
        if (state != DataChannelState.Closed)
        {
            channel.State = DataChannelState.Open;
            events.Add(new PeerEvent(PeerEventKind.ChannelOpen, channel));
            DeliverEarly(channel, id);
        }

        if (state != DataChannelState.Connecting)
        {
            BeginReset(channel);
        }
    }

    private void Announce(DataChannelCore channel, ushort id)
    {
        channel.IsAnnounced = true;
        if (!channel.IsIncoming && !channel.Options.Negotiated)
        {
            // Reliable and in order whatever the channel is (RFC 8832, section 6).
            _transport!.Send(id, PayloadProtocol.Dcep, DcepMessage.WriteOpen(channel.Label, channel.Options), Reliable, ordered: true);
        }

        _transport!.SetBufferedAmountLowThreshold(id, channel.BufferedAmountLowThreshold);
        while (channel.TryTakeKept(out var protocol, out var payload))
        {
            _transport.Send(id, protocol, payload, channel.Options, channel.Options.Ordered || !channel.IsAcknowledged);
        }
    }

    private void DeliverEarly(DataChannelCore channel, ushort id)
    {
        while (_early.TryTake(id, out var item))
        {
            Deliver(channel, item.PayloadProtocol, item.Buffer, item.Length);
        }
    }

    private void OnDcep(ushort stream, ReadOnlySpan<byte> message)
    {
        if (DcepMessage.IsAck(message))
        {
            if (_byId.TryGetValue(stream, out var channel))
            {
                channel.IsAcknowledged = true;
            }

            return;
        }

        if (_byId.TryGetValue(stream, out var taken))
        {
            // An OPEN, or nonsense, on a stream in use: the channel on it can no longer be trusted.
            if (!taken.ResetRequested)
            {
                taken.CloseReason = CloseReasons.Protocol("The peer sent a second OPEN, or an unknown message, on the channel's stream.");
                BeginReset(taken);
            }

            return;
        }

        if (_transport is null || !DcepMessage.TryReadOpen(message, out var label, out var options)
            || !_ids.IsRemoteParity(stream) || stream >= _ids.Limit || Count >= maxChannels)
        {
            Refuse(stream);
            return;
        }

        Accept(stream, label, options);
    }

    private void Accept(ushort stream, string label, DataChannelOptions options)
    {
        var channel = new DataChannelCore(label, options with { Id = stream }, isIncoming: true) { Id = stream, State = DataChannelState.Open, IsAnnounced = true };
        _byId.Add(stream, channel);
        _deferred.Add((stream, IsReset: false));
        events.Add(new PeerEvent(PeerEventKind.ChannelIncoming, channel));
        events.Add(new PeerEvent(PeerEventKind.ChannelOpen, channel));
        DeliverEarly(channel, stream);
    }

    /// <summary>Refuses a channel the way RFC 8832 (section 6) asks: no ACK, and our direction is reset.</summary>
    private void Refuse(ushort stream)
    {
        _early.Drop(stream);
        if (_transport is null || stream >= _ids.Limit || Count >= maxChannels + MaxRefused)
        {
            return;
        }

        var refused = new DataChannelCore(string.Empty, new DataChannelOptions(), isIncoming: true)
        {
            Id = stream,
            State = DataChannelState.Closed,
            IsAnnounced = true,
            ResetRequested = true,
        };
        _byId.Add(stream, refused);
        _deferred.Add((stream, IsReset: true));
    }

    private void Deliver(DataChannelCore channel, uint payloadProtocol, byte[] rented, int length)
    {
        bool? isText = payloadProtocol switch
        {
            PayloadProtocol.Binary or PayloadProtocol.BinaryEmpty => false,
            PayloadProtocol.String or PayloadProtocol.StringEmpty => true,
            _ => null,
        };
        if (isText is null || channel.State == DataChannelState.Closed)
        {
            SctpMessagePool.Return(rented);
            return;
        }

        // Whatever comes on the stream proves that the peer knows the channel.
        channel.IsAcknowledged = true;
        MessagesReceived++;
        length = payloadProtocol is PayloadProtocol.StringEmpty or PayloadProtocol.BinaryEmpty ? 0 : length;
        UnconsumedBytes += length + MessageOverhead;
        events.Add(new PeerEvent(PeerEventKind.ChannelMessage, channel, isText.Value ? 1 : 0, rented, length));
    }

    private void BeginReset(DataChannelCore channel)
    {
        channel.State = channel.State == DataChannelState.Closed ? DataChannelState.Closed : DataChannelState.Closing;
        channel.ResetRequested = true;
        _deferred.Add((channel.Id!.Value, IsReset: true));
    }

    private void EndWhenReset(DataChannelCore channel)
    {
        if (!channel.OutgoingReset || !channel.IncomingReset)
        {
            return;
        }

        Forget(channel);
        if (channel.State != DataChannelState.Closed)
        {
            End(channel, channel.CloseReason ?? CloseReasons.LocalChannel);
        }
    }

    private void Forget(DataChannelCore channel)
    {
        if (channel.Id is { } id)
        {
            _byId.Remove(id);
        }
        else
        {
            _withoutId.Remove(channel);
        }
    }

    private void End(DataChannelCore channel, PeerChannelCloseReason reason)
    {
        channel.State = DataChannelState.Closed;
        channel.CloseReason = reason;
        events.Add(new PeerEvent(PeerEventKind.ChannelClosed, channel, Detail: reason));
    }
}
