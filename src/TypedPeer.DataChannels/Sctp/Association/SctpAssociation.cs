using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Receiving;
using TypedPeer.DataChannels.Sctp.Sending;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>
/// One SCTP association (RFC 9260) over DTLS (RFC 8261), without input or output of its own: packets and the time go in, packets,
/// events and the next deadline come out.
/// </summary>
/// <remarks>
/// <para>Not safe for concurrent use. Times are microseconds of one monotonic clock. After any call, <see cref="WritePacket"/> until
/// it returns 0, and look at <see cref="NextDeadline"/> again.</para>
/// <para>Anything may be given to <see cref="HandlePacket"/>: nothing is thrown, and memory stays within the receive window.</para>
/// </remarks>
internal sealed class SctpAssociation : ISctpHandshakeOwner, IDisposable
{
    private readonly SctpControlBlock _block;
    private readonly SctpDataSender _sender;
    private readonly SctpDataReceiver _receiver;
    private readonly SctpHandshake _handshake;
    private readonly SctpHeartbeat _heartbeat;
    private readonly SctpShutdown _shutdown;
    private readonly SctpStreamReset _reset;
    private readonly SctpChunkDispatcher _dispatcher;
    private bool _isReleased;

    public SctpAssociation(SctpOptions options, ISctpObserver observer, IRandomSource? random = null)
    {
        options.Validate();
        _block = new SctpControlBlock(options, observer, random ?? SystemRandomSource.Instance);
        _sender = new SctpDataSender(_block);
        _receiver = new SctpDataReceiver(_block);
        _handshake = new SctpHandshake(_block, this);
        _heartbeat = new SctpHeartbeat(_block);
        _shutdown = new SctpShutdown(_block, _sender, _receiver);
        _reset = new SctpStreamReset(_block, _sender, _receiver);
        _dispatcher = new SctpChunkDispatcher(_block, _sender, _receiver, _handshake, _heartbeat, _shutdown, _reset);
    }

    public SctpState State => _block.State;

    /// <summary>Gets how many streams may be sent on, as negotiated.</summary>
    public ushort OutgoingStreams => _block.OutgoingStreams;

    /// <summary>Gets how many streams the peer may send on, as negotiated.</summary>
    public ushort IncomingStreams => _block.IncomingStreams;

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _block.Timers.Next;

    /// <summary>Gets the bytes given to <see cref="Send"/> that were not put into a packet yet, over all streams.</summary>
    public long TotalBufferedAmount => _sender.Queue.TotalBufferedAmount;

    /// <summary>Gets what messages hold that were given to <see cref="Send"/> and are neither acknowledged nor given up.</summary>
    public long HeldSendBytes => _sender.Queue.HeldBytes;

    /// <summary>Gets the smoothed round-trip time in microseconds; zero before the first measurement.</summary>
    public long SmoothedRoundTripTime => _block.RoundTrip.Smoothed;

    /// <summary>Gets the retransmission timeout in microseconds.</summary>
    public long RetransmissionTimeout => _block.RoundTrip.Rto;

    public long CongestionWindow => _sender.Congestion.Window;

    public long SlowStartThreshold => _sender.Congestion.SlowStartThreshold;

    /// <summary>Gets whether messages are taken: from the beginning, until either side begins to end the association.</summary>
    public bool CanSend => !_block.IsOver && _block.State <= SctpState.Established;

    /// <summary>Gets the bytes under way, chunk headers included.</summary>
    public long InFlightBytes => _sender.InFlightBytes;

    /// <summary>Gets the bytes of user data under way.</summary>
    public long InFlightPayload => _sender.InFlightPayload;

    /// <summary>Gets the window of the peer's last SACK.</summary>
    public long PeerReceiveWindow => _sender.PeerWindow;

    /// <summary>Gets how many chunks were sent again.</summary>
    public long Retransmissions => _sender.Retransmissions;

    /// <summary>Gets the memory held for received data that is not delivered.</summary>
    public long ReceiveBufferBytes => _receiver.HeldBytes;

    /// <summary>
    /// Gets or sets how many bytes of delivered messages the user has not taken yet. They count against the receive window, so
    /// that a slow reader slows the sender down instead of filling memory.
    /// </summary>
    public long UnconsumedBytes
    {
        get => _receiver.UnconsumedBytes;
        set => _receiver.UnconsumedBytes = value;
    }

    /// <summary>Gets how many steps of loops whose length the peer chooses were made; tests bound them by the bytes received.</summary>
    internal long Steps => _block.Steps + _receiver.Steps;

    /// <summary>Gets whether nothing waits to be sent and everything sent is acknowledged.</summary>
    public bool IsDrained => _sender.IsDrained;

    /// <summary>Begins the handshake. Both sides of a data channel connection do (RFC 8831 section 6.1).</summary>
    public void Start(long now)
    {
        if (_block.State == SctpState.Closed && !_block.IsOver)
        {
            _handshake.Start(now);
        }
    }

    /// <summary>Takes one packet as it came out of DTLS.</summary>
    public void HandlePacket(ReadOnlySpan<byte> packet, long now)
    {
        _dispatcher.HandlePacket(packet, now);
        AfterInput(now);
    }

    /// <summary>Writes the next packet that is to be sent now.</summary>
    /// <returns>Its length, or 0 when there is nothing to send now.</returns>
    /// <exception cref="ArgumentException">The destination is smaller than <see cref="SctpOptions.Mtu"/>.</exception>
    public int WritePacket(Span<byte> destination, long now)
    {
        if (destination.Length < _block.Options.Mtu)
        {
            throw new ArgumentException("A packet may be as large as the MTU.", nameof(destination));
        }

        if (!_block.Packets.IsEmpty)
        {
            return _block.Packets.Dequeue(destination);
        }

        var writer = new SctpPacketWriter(destination[.._block.Options.Mtu]);
        var tag = _block.PeerTag;
        switch (_block.State)
        {
            case SctpState.Closed:
                return 0;
            case SctpState.CookieWait:
                if (_handshake.IsInitDue)
                {
                    _handshake.WriteInit(ref writer, now);
                    tag = 0;
                }

                break;
            case SctpState.CookieEchoed:
                WriteCookieEcho(ref writer, now);
                break;
            default:
                WriteChunks(ref writer, now);
                break;
        }

        if (writer.IsEmpty)
        {
            return 0;
        }

        // What leaves before the association exists, COOKIE ECHO too, always has a checksum (RFC 9653 section 5.2).
        var omitsChecksum = _block.PeerAcceptsZeroChecksum && _block.State > SctpState.CookieEchoed;
        return writer.Finish(_block.Options.LocalPort, _block.Options.RemotePort, tag, omitsChecksum);
    }

    /// <summary>The path that packets took led nowhere any more, and they take another from now on.</summary>
    public void OnPathChanged(long now)
    {
        if (_block.MaySendData)
        {
            _sender.OnPathChanged(now);
            AfterInput(now);
        }
    }

    /// <summary>To be called when <see cref="NextDeadline"/> has come; earlier calls do no harm.</summary>
    public void HandleDeadline(long now)
    {
        var timers = _block.Timers;
        if (timers.TryExpire(SctpTimer.Handshake, now))
        {
            _handshake.HandleTimeout(now);
        }

        if (timers.TryExpire(SctpTimer.ShutdownGuard, now))
        {
            _shutdown.HandleGuard();
        }

        if (timers.TryExpire(SctpTimer.Shutdown, now))
        {
            _shutdown.HandleTimeout(now);
        }

        if (timers.TryExpire(SctpTimer.Reordering, now))
        {
            _sender.HandleReorderingTimeout(now);
        }

        if (timers.TryExpire(SctpTimer.Retransmission, now))
        {
            _sender.HandleRetransmissionTimeout(now);
        }

        if (timers.TryExpire(SctpTimer.TailLossProbe, now))
        {
            _sender.HandleProbeTimeout();
        }

        // What it let wait is written after this.
        timers.TryExpire(SctpTimer.Pacing, now);

        if (timers.TryExpire(SctpTimer.Acknowledgement, now))
        {
            _receiver.RequireSack();
        }

        if (timers.TryExpire(SctpTimer.Reconfiguration, now))
        {
            _reset.HandleTimeout(now);
        }

        if (timers.TryExpire(SctpTimer.Heartbeat, now))
        {
            _heartbeat.HandleTimeout(now);
            if (_heartbeat.IsQuiet)
            {
                _sender.Trim();
                _receiver.Trim();
            }
        }

        AfterInput(now);
    }

    /// <summary>Queues one message; copies it, unless it is lent. It is cut into chunks only when packets are written.</summary>
    /// <returns>Whether it was queued: the peer may end the association, or a stream, or grant fewer streams, at any time.</returns>
    /// <exception cref="ArgumentException">The message is empty: SCTP has no such thing; the layer above marks it (RFC 8831 section 6.6).</exception>
    public SctpSendResult Send(ushort stream, uint ppid, MessagePayload payload, in SctpSendOptions options, long now)
    {
        if (payload.Bytes.IsEmpty)
        {
            throw new ArgumentException("A message has at least one byte.", nameof(payload));
        }

        if (!CanSend)
        {
            return SctpSendResult.AssociationEnding;
        }

        if (stream >= _block.OutgoingStreams)
        {
            return SctpSendResult.NoSuchStream;
        }

        var target = _sender.Queue.GetStream(stream);
        if (target.Reset != SctpResetProgress.None)
        {
            return SctpSendResult.StreamResetting;
        }

        _sender.Queue.Enqueue(target, ppid, payload, options, now);
        return SctpSendResult.Queued;
    }

    /// <summary>Makes room: forgets messages whose time is over, those of this stream (all but the last) and those whose turn it is.</summary>
    public void DropExpired(ushort stream, long now)
    {
        _ = _sender.Queue.Peek(now);
        if (_sender.Queue.FindStream(stream) is { } found)
        {
            _sender.Queue.DropExpired(found, now, keepLast: true);
        }
    }

    /// <summary>Gets the bytes of the stream's messages that were not put into a packet yet, as far as they count (<see cref="SctpSendOptions.IsUncounted"/>).</summary>
    public long GetBufferedAmount(ushort stream) => _sender.Queue.GetBufferedAmount(stream);

    /// <summary>Gets how many messages of a stream are neither acknowledged whole nor given up.</summary>
    public int GetPendingCount(ushort stream) => _sender.Queue.FindStream(stream)?.PendingCount ?? 0;

    /// <summary>Sets the amount at which <see cref="ISctpObserver.OnBufferedAmountLow"/> is called.</summary>
    public void SetBufferedAmountLowThreshold(ushort stream, long bytes) =>
        _sender.Queue.GetStream(stream).BufferedAmountLowThreshold = bytes;

    /// <summary>Sets the stream's share relative to others; 256 is the default (RFC 8831 section 6.4).</summary>
    public void SetStreamWeight(ushort stream, int weight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        _sender.Queue.GetStream(stream).Weight = weight;
    }

    /// <summary>Resets an outgoing stream (RFC 6525) after its queued messages have left; <see cref="ISctpObserver.OnStreamResetDone"/> tells the outcome.</summary>
    public void ResetStream(ushort stream, long now)
    {
        if (!_block.IsOver)
        {
            _reset.Request(_sender.Queue.GetStream(stream));
        }
    }

    /// <summary>Ends gracefully: everything queued is delivered first.</summary>
    public void Shutdown(long now)
    {
        _shutdown.Start(now);
        AfterInput(now);
    }

    /// <summary>Ends at once, and tells the peer.</summary>
    public void Abort(string reason, long now)
    {
        if (!_block.IsOver)
        {
            _block.Abort(SctpCause.UserInitiatedAbort, new SctpCloseReason(SctpCloseKind.LocalAbort, reason));
        }

        AfterInput(now);
    }

    /// <summary>
    /// Gives back what it holds, above all its share of the receive budget, and is over; nobody is told. For a transport that ended
    /// beneath it; does nothing after <see cref="ISctpObserver.OnClosed"/>.
    /// </summary>
    public void Dispose()
    {
        _block.Forget();
        _block.Packets.Clear();
        AfterInput(0);
    }

    void ISctpHandshakeOwner.OnPeerKnown(in SctpInit peer)
    {
        _sender.SetPeerWindow(peer.ReceiveWindow);
        _receiver.Start(peer.InitialTsn);
        _reset.Start(peer.InitialTsn);
    }

    void ISctpHandshakeOwner.OnEstablished(long now)
    {
        _heartbeat.Start(now);
        _sender.OnEstablished(now);
        _block.Observer.OnConnected(now);
    }

    void ISctpHandshakeOwner.OnCookieEchoLost(long now) => _sender.ResendAll(now);

    void ISctpHandshakeOwner.OnInitWhileEnding(long now) => _shutdown.Repeat(now);

    /// <summary>Data may come along with COOKIE ECHO (RFC 9260 section 5.1), which saves a round trip; its timers start with the association.</summary>
    private void WriteCookieEcho(ref SctpPacketWriter writer, long now)
    {
        if (!_handshake.IsCookieEchoDue)
        {
            return;
        }

        _handshake.WriteCookieEcho(ref writer, now);
        WriteControlChunks(ref writer);
        _sender.TryWrite(ref writer, now);
        _block.Timers.Stop(SctpTimer.Retransmission);
        _block.Timers.Stop(SctpTimer.TailLossProbe);
    }

    private void WriteChunks(ref SctpPacketWriter writer, long now)
    {
        _handshake.TryWriteCookieAck(ref writer);
        WriteControlChunks(ref writer);
        if (_receiver.IsSackDue || (_receiver.IsSackPending && _block.MaySendData && _sender.HasDataToSend(now)))
        {
            _receiver.WriteSack(ref writer);
        }

        _heartbeat.TryWrite(ref writer, now);
        if (_block.MaySendData)
        {
            _reset.Prepare(now);
            _reset.TryWrite(ref writer);
            _sender.TryWrite(ref writer, now);
        }

        _shutdown.Advance(now);
        _shutdown.TryWrite(ref writer);
    }

    private void WriteControlChunks(ref SctpPacketWriter writer)
    {
        while (_block.Chunks.NextLength is > 0 and var length && ((length + 3) & ~3) <= writer.Remaining)
        {
            var padded = (length + 3) & ~3;
            writer.Free[length..padded].Clear();
            _block.Chunks.Dequeue(writer.Free);
            writer.Commit(padded);
        }
    }

    private void AfterInput(long now)
    {
        if (!_block.IsOver)
        {
            _shutdown.Advance(now);
            return;
        }

        if (!_isReleased)
        {
            _isReleased = true;
            _sender.Clear();
            _receiver.Clear();
            _handshake.Clear();
        }
    }
}
