using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// Sends user data: first what was lost, then what is new, as far as congestion window and the peer's window allow (RFC 9260
/// section 6.1). TSNs are given and messages cut only here, when a packet is built.
/// </summary>
internal sealed class SctpDataSender
{
    private const int ValueHeaderSize = 12;

    /// <summary>A message that fits one packet is not cut to fill the rest of another with less than this: two chunks cost both sides more than the rest is worth.</summary>
    private const int SmallestFragment = 256;

    /// <summary>A message that must be cut anyway fills every packet: equal packets leave in one system call.</summary>
    private const int SmallestFragmentOfLarge = 4;

    private readonly SctpControlBlock _block;
    private readonly SctpOutstandingChunks _chunks;
    private readonly SctpLossDetector _losses;
    private readonly SctpSackProcessor _sacks;
    private readonly SctpAbandonment _abandonment;
    private readonly SctpTailProbe _probe;
    private readonly SctpRecovery _recovery;
    private readonly SctpDeliveryRate _rate = new();
    private readonly SctpPacer _pacer;
    private readonly int _largestWhole;
    private long _packetNumber;
    private long _lastSentAt;
    private bool _isWindowLimited;
    private bool _hasHitWindow;
    private bool _hasRunDry;
    private bool _mayRetransmitBeyondWindow;
    private long _writtenBytes;

    public SctpDataSender(SctpControlBlock block)
    {
        _block = block;
        Queue = new SctpSendQueue(block);
        _chunks = new SctpOutstandingChunks(block.LocalInitialTsn, Queue);
        Congestion = block.Options.CongestionControl(block.Options.Mtu, block.LocalTag);
        _pacer = new SctpPacer(block.Options.Mtu);
        _recovery = new SctpRecovery(Congestion);
        _losses = new SctpLossDetector(block, _chunks);
        _sacks = new SctpSackProcessor(block, _chunks, _losses, _rate, _recovery);
        _abandonment = new SctpAbandonment(block, _chunks, Queue);
        _probe = new SctpTailProbe(block, _chunks);
        _largestWhole = block.Options.Mtu - SctpPacketWriter.HeaderSize - SctpOutstandingChunks.ChunkOverhead;
    }

    public SctpSendQueue Queue { get; }

    public ISctpCongestionControl Congestion { get; }

    /// <summary>Gets the window of the peer's last SACK, in bytes of user data.</summary>
    public long PeerWindow { get; private set; }

    /// <summary>Gets how many bytes are under way, chunk headers included.</summary>
    public long InFlightBytes => _chunks.InFlightBytes;

    /// <summary>Gets how many bytes of user data are under way.</summary>
    public long InFlightPayload => _chunks.InFlightPayload;

    /// <summary>Gets how many chunks were sent again.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>Gets whether nothing waits and nothing is unacknowledged.</summary>
    public bool IsDrained => Queue.IsEmpty && _chunks.Count == 0;

    /// <summary>Whether a DATA chunk would leave if there was a packet: a guess, good enough to decide what else the packet takes.</summary>
    public bool HasDataToSend(long now) =>
        (!Queue.IsEmpty || _chunks.LostCount > 0) && _chunks.InFlightBytes < Congestion.Window
        && (PeerWindow > _chunks.InFlightPayload || _chunks.InFlightCount == 0)
        && _pacer.TryDepart(Congestion.PacingRate, now);

    /// <summary>Gets the last TSN given.</summary>
    public uint LastTsn => _chunks.Next - 1;

    /// <summary>The peer's window is known: the handshake is far enough.</summary>
    public void SetPeerWindow(uint window) => PeerWindow = window;

    /// <summary>Writes FORWARD TSN and DATA chunks into the packet as far as allowed; says whether there were DATA chunks.</summary>
    public bool TryWrite(ref SctpPacketWriter writer, long now)
    {
        if (_abandonment.TryWrite(ref writer, now))
        {
            StartRetransmissionTimer(now, false);
        }

        if (!MayDepart(now))
        {
            return false;
        }

        ResumeAfterSilence(now);
        var packet = _packetNumber + 1;
        _writtenBytes = 0;
        var wrote = TryWriteProbe(ref writer, packet, now);
        var oldestResent = TryWriteLost(ref writer, packet, now, ref wrote);
        while (TryWriteNew(ref writer, packet, _probe.IsDue, now))
        {
            wrote = true;
        }

        if (!wrote)
        {
            return false;
        }

        // A window that is not half full is not what holds the sender back; nothing is learned about it by its being obeyed.
        _isWindowLimited &= _chunks.InFlightBytes * 2 >= Congestion.Window;
        OnPacketSent(packet, now);
        var wasProbe = _probe.IsDue;
        _probe.OnSent();
        StartRetransmissionTimer(now, oldestResent || wasProbe);
        if (!wasProbe)
        {
            _probe.Schedule(now);
        }

        return true;
    }

    public void HandleSack(in SctpSack sack, long now)
    {
        if (!_sacks.TryApply(sack, now))
        {
            return;
        }

        PeerWindow = sack.Window;
        if (_sacks.HasNews || _sacks.HasAdvanced || sack.Window == 0)
        {
            _block.ResetErrors();
        }

        if (sack.DuplicateCount > 0)
        {
            _losses.OnDuplicateReported(now);
        }

        if (_probe.HasRepairedLoss(sack.DuplicateCount > 0))
        {
            EnterRecovery();
        }

        var sample = _rate.Finish(now);
        var episode = _recovery.LastPacket;
        DetectLosses(now);
        _recovery.Check(_chunks.First);
        TellCongestion(in sample, _recovery.LastPacket == episode, now);
        _abandonment.Advance(now);
        RestartTimers(now);
    }

    /// <summary>SHUTDOWN acknowledges cumulatively, like a SACK without gaps (RFC 9260 section 9.2).</summary>
    public void HandleShutdownTsn(uint cumulativeTsn, long now)
    {
        Span<byte> value = stackalloc byte[SctpSack.FixedSize];
        value.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(value, cumulativeTsn);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)PeerWindow);
        if (SctpSack.TryRead(value, out var sack))
        {
            HandleSack(sack, now);
        }
    }

    /// <summary>The handshake is done: what left with COOKIE ECHO is watched from now on.</summary>
    public void OnEstablished(long now)
    {
        if (_chunks.Count > 0)
        {
            StartRetransmissionTimer(now, true);
            _probe.Schedule(now);
        }
    }

    /// <summary>T3-rtx expired (RFC 9260 section 6.3.3).</summary>
    public void HandleRetransmissionTimeout(long now)
    {
        if (_chunks.Count == 0)
        {
            return;
        }

        _block.RoundTrip.BackOff();
        _block.CountError(_block.Options.MaxRetransmits);
        if (_block.IsOver)
        {
            return;
        }

        Congestion.OnTimeout();
        _recovery.Start(_packetNumber, _chunks.Next);
        var wasLost = _chunks.LostCount;
        _chunks.MarkAllLost(_sacks.CoveredByGaps < _chunks.AcknowledgedCount);
        _recovery.OnLost(_chunks.LostCount - wasLost);
        AbandonHopeless(now);
        _abandonment.OnTimeout(now);
        _block.Timers.Stop(SctpTimer.Reordering);
        _probe.Cancel();
        _block.Timers.Start(SctpTimer.Retransmission, now + _block.RoundTrip.Rto);
    }

    /// <summary>
    /// Data takes another path, since the one before led nowhere (RFC 9260 section 7.2: as with a new destination address): what was under way is
    /// sent again at once, without waiting for a timeout that had been backed off.
    /// </summary>
    public void OnPathChanged(long now)
    {
        _block.RoundTrip.Reset();
        _block.ResetErrors();
        Congestion.OnPathChanged();
        _pacer.Reset();
        if (_chunks.Count == 0)
        {
            return;
        }

        _recovery.Start(_packetNumber, _chunks.Next);
        _chunks.MarkAllLost(alsoAcknowledged: false);
        AbandonHopeless(now);
        _block.Timers.Stop(SctpTimer.Reordering);
        _probe.Cancel();
        _block.Timers.Start(SctpTimer.Retransmission, now + _block.RoundTrip.Rto);
    }

    /// <summary>What the peer was late with may be lost by now.</summary>
    public void HandleReorderingTimeout(long now)
    {
        DetectLosses(now);
        _abandonment.Advance(now);
    }

    /// <summary>Nothing came back for a while: the next packet is a probe.</summary>
    public void HandleProbeTimeout() => _probe.Expire();

    /// <summary>Chunks that left together with COOKIE ECHO leave again together with its repetition.</summary>
    public void ResendAll(long now)
    {
        _chunks.MarkAllLost(false);
        AbandonHopeless(now);
    }

    /// <summary>Nothing happens on this association for now: it shall hold no more memory than it needs.</summary>
    public void Trim()
    {
        _chunks.Trim();
        _rate.Trim();
        Queue.Trim();
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _chunks.Clear();
        Queue.Clear();
    }

    private bool TryWriteProbe(ref SctpPacketWriter writer, long packet, long now)
    {
        if (!_probe.IsDue || TryWriteNew(ref writer, packet, true, now))
        {
            return _probe.IsDue;
        }

        if (_probe.TryChooseChunk(_abandonment, now, out var tsn))
        {
            if (!FitsChunk(ref writer, _chunks[tsn].Length))
            {
                return false;
            }

            WriteAgain(ref writer, tsn, packet, SctpFlags.Immediate, now);
            _probe.OnResent(tsn);
            return true;
        }

        _probe.Cancel();
        return false;
    }

    /// <summary>Writes lost chunks; says whether the oldest outstanding one was among them.</summary>
    private bool TryWriteLost(ref SctpPacketWriter writer, long packet, long now, ref bool wrote)
    {
        var oldest = false;
        var mayExceed = _mayRetransmitBeyondWindow;
        while (_chunks.LostCount > 0)
        {
            var tsn = _chunks.FirstLost;
            ref var chunk = ref _chunks[tsn];
            if (chunk.Message.ExpiresAt <= now && _abandonment.IsHopeless(ref chunk, now))
            {
                _abandonment.Abandon(chunk.Message, now);
                continue;
            }

            if (!FitsChunk(ref writer, chunk.Length))
            {
                break;
            }

            if (_chunks.InFlightBytes >= Congestion.Window && !mayExceed)
            {
                OnWindowHit();
                break;
            }

            WriteAgain(ref writer, tsn, packet, 0, now);
            oldest |= tsn == _chunks.First;
            _mayRetransmitBeyondWindow = false;
            wrote = true;
        }

        return oldest;
    }

    private bool TryWriteNew(ref SctpPacketWriter writer, long packet, bool isProbe, long now)
    {
        var room = writer.Remaining - SctpOutstandingChunks.ChunkOverhead;
        if (_chunks.LostCount > 0 || _chunks.IsFull || room <= 0)
        {
            return false;
        }

        var message = Queue.Peek(now);
        if (message is null)
        {
            _isWindowLimited = false;
            _hasRunDry = true;
            return false;
        }

        if (message.ExpiresAt <= now && _block.PeerSupportsForwardTsn)
        {
            _abandonment.Abandon(message, now);
            return TryWriteNew(ref writer, packet, isProbe, now);
        }

        if (_chunks.InFlightBytes >= Congestion.Window && !isProbe)
        {
            OnWindowHit();
            return false;
        }

        var left = message.Length - message.Sent;
        var size = Math.Min(left, room);
        var smallest = message.Length > _largestWhole ? SmallestFragmentOfLarge : SmallestFragment;
        if (size < left && size < smallest)
        {
            return false;
        }

        if (size > PeerWindow - _chunks.InFlightPayload && _chunks.InFlightCount > 0)
        {
            _isWindowLimited = false;
            return false;
        }

        WriteFirst(ref writer, message, size, packet, isProbe, now);
        return true;
    }

    private void WriteFirst(ref SctpPacketWriter writer, SctpOutgoingMessage message, int size, long packet, bool isProbe, long now)
    {
        var offset = message.Sent;
        var flags = message.IsUnordered ? SctpFlags.Unordered : (byte)0;
        flags |= offset + size == message.Length ? SctpFlags.End : (byte)0;
        if (offset == 0)
        {
            flags |= SctpFlags.Begin;
            message.FirstTsn = _chunks.Next;
            message.Sequence = message.IsUnordered ? (ushort)0 : message.Stream.NextSequence++;
        }

        var tsn = _chunks.Add(message, offset, size, flags, packet, now);
        var transient = isProbe || _block.State != SctpState.Established ? SctpFlags.Immediate : (byte)0;
        WriteChunk(ref writer, in _chunks[tsn], tsn, transient);
        Queue.Advance(message, size);
    }

    private void WriteAgain(ref SctpPacketWriter writer, uint tsn, long packet, byte flags, long now)
    {
        _chunks.Resend(tsn, packet, now);
        WriteChunk(ref writer, in _chunks[tsn], tsn, flags);
        Retransmissions++;
    }

    private void WriteChunk(ref SctpPacketWriter writer, ref readonly SctpSentChunk chunk, uint tsn, byte flags)
    {
        _writtenBytes += chunk.Length + SctpOutstandingChunks.ChunkOverhead;
        var message = chunk.Message;
        var value = writer.AddChunk(SctpChunkType.Data, (byte)(chunk.Flags | flags), ValueHeaderSize + chunk.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], message.Stream.Id);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], message.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], message.Ppid);
        message.Slice(chunk.Offset, chunk.Length).CopyTo(value[ValueHeaderSize..]);
    }

    private static bool FitsChunk(ref SctpPacketWriter writer, int length) =>
        SctpOutstandingChunks.ChunkOverhead + length <= writer.Remaining;

    private void DetectLosses(long now)
    {
        while (_losses.IsOldestLost(now))
        {
            var tsn = _chunks.OldestInFlight;
            ref var chunk = ref _chunks[tsn];
            if (chunk.PacketNumber > _recovery.LastPacket)
            {
                EnterRecovery();
            }

            var bytes = chunk.Length + SctpOutstandingChunks.ChunkOverhead;
            var packet = _rate.OnLost(chunk.PacketNumber, bytes);
            _recovery.OnLost(1);
            Congestion.OnLost(in packet, bytes, _rate.Totals);
            if (_abandonment.IsHopeless(ref chunk, now))
            {
                _abandonment.Abandon(chunk.Message, now);
            }
            else
            {
                _chunks.MarkLost(tsn);
            }
        }
    }

    private void EnterRecovery()
    {
        Congestion.OnRecoveryStarted();
        _losses.OnLossEpisode();
        _recovery.Start(_packetNumber, _chunks.Next);
        _mayRetransmitBeyondWindow = true;
    }

    /// <summary>Gives up what a timeout found lost and whose limit is reached.</summary>
    private void AbandonHopeless(long now)
    {
        for (var tsn = _chunks.First; tsn != _chunks.Next; tsn++)
        {
            ref var chunk = ref _chunks[tsn];
            if (chunk.State == SctpChunkState.Lost && _abandonment.IsHopeless(ref chunk, now))
            {
                _abandonment.Abandon(chunk.Message, now);
            }
        }
    }

    private void RestartTimers(long now)
    {
        if (_chunks.Count == 0)
        {
            _block.Timers.Stop(SctpTimer.Retransmission);
            _probe.Cancel();
            return;
        }

        if (_sacks.HasAdvanced)
        {
            StartRetransmissionTimer(now, true);
        }

        if (_sacks.HasNews)
        {
            _probe.Schedule(now);
        }
    }

    private void StartRetransmissionTimer(long now, bool restart)
    {
        if (restart || !_block.Timers.IsRunning(SctpTimer.Retransmission))
        {
            _block.Timers.Start(SctpTimer.Retransmission, now + _block.RoundTrip.Rto);
        }
    }

    /// <summary>
    /// Whether the pacing lets a packet with data leave; if not, a timer says when. A probe never waits, nor does what would not leave anyway, so
    /// that it is noticed why.
    /// </summary>
    private bool MayDepart(long now)
    {
        _block.Timers.Stop(SctpTimer.Pacing);
        if (_probe.IsDue || (Queue.IsEmpty && _chunks.LostCount == 0))
        {
            return true;
        }

        var rate = Congestion.PacingRate;
        if (_chunks.InFlightBytes >= Congestion.Window)
        {
            _pacer.OnHeldBack(rate, now);
            return true;
        }

        if (_pacer.TryDepart(rate, now))
        {
            return true;
        }

        _block.Timers.Start(SctpTimer.Pacing, _pacer.NextDeparture(rate, now));
        return false;
    }

    /// <summary>
    /// Before data leaves: where there was none for so long that the pacing would have let it leave, what follows is no measure of the path
    /// (draft-ietf-ccwg-bbr, "Detecting application-limited phases").
    /// </summary>
    private void ResumeAfterSilence(long now)
    {
        if (Queue.IsEmpty && _chunks.LostCount == 0)
        {
            return;
        }

        if (_hasRunDry && _chunks.InFlightBytes < Congestion.Window && _pacer.IsFull(Congestion.PacingRate, now))
        {
            _rate.MarkApplicationLimited(_chunks.InFlightBytes);
        }

        _hasRunDry = false;
        if (_chunks.Count == 0 && _rate.IsApplicationLimited && !Queue.IsEmpty)
        {
            Congestion.OnResumed(_lastSentAt == 0 ? 0 : (now - _lastSentAt) / _block.RoundTrip.Rto, now);
            _lastSentAt = now;
        }
    }

    private void OnPacketSent(long packet, long now)
    {
        if (Congestion.IsHoldingBack)
        {
            _rate.MarkApplicationLimited(_chunks.InFlightBytes);
        }

        _rate.OnSent(packet, _chunks[_chunks.OldestInFlight].PacketNumber, _chunks.InFlightBytes - _writtenBytes, _chunks.InFlightBytes, now);
        _pacer.OnSent(Congestion.PacingRate, _writtenBytes);
        _packetNumber = packet;
        _lastSentAt = now;
    }

    private void OnWindowHit()
    {
        _isWindowLimited = true;
        _hasHitWindow = true;
    }

    private void TellCongestion(in SctpRateSample sample, bool mayGrow, long now)
    {
        if (_rate.NewlyDelivered == 0)
        {
            return;
        }

        Congestion.OnAcknowledged(new SctpAcknowledgement
        {
            Now = now,
            Bytes = _rate.NewlyDelivered,
            GrowthBytes = mayGrow && _isWindowLimited ? _sacks.GrowthBytes : 0,
            InFlight = _chunks.InFlightBytes,
            RoundTrip = _sacks.RoundTrip,
            SmoothedRoundTrip = _block.RoundTrip.Smoothed,
            IsWindowLimited = _hasHitWindow,
            Totals = _rate.Totals,
            Sample = _rate.WithLosses(in sample),
        });
        _hasHitWindow = false;
    }
}
