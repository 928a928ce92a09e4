using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>Takes DATA and FORWARD TSN, decides when to acknowledge, and writes SACK (RFC 9260 section 6.2, RFC 3758 section 3.6).</summary>
internal sealed class SctpDataReceiver
{
    private const int DataHeaderSize = 12;
    private const int MaxDuplicates = 16;

    /// <summary>A SACK may always tell of so many gaps; of more only as far as the packets it answers were long, so that it is no amplifier.</summary>
    private const int FreeGaps = 4;

    /// <summary>What DTLS adds to each packet that comes: bytes its sender has spent.</summary>
    private const int RecordOverhead = 37;

    /// <summary>The part of the window that memory beside the buffers may take before the window is made smaller by it.</summary>
    private const int OverheadShare = 64;

    /// <summary>The part of the window by which half the memory of delivered messages may be more than their payload.</summary>
    private const int RoundingShare = 8;

    /// <summary>With less room than this a SACK waits for the next packet: it has to carry all duplicates, and some gaps.</summary>
    private const int SmallestRoom = SctpChunk.HeaderSize + SctpSack.FixedSize + (4 * MaxDuplicates) + 64;

    private readonly SctpControlBlock _block;
    private readonly SctpFragmentPool _pool;
    private readonly SctpIncomingStreams _streams;
    private readonly SctpReassembler _reassembler;
    private readonly uint[] _duplicates = new uint[MaxDuplicates];
    private SctpTsnMap _map = new(0);
    private int _duplicateCount;
    private int _unacknowledgedPackets;
    private bool _packetHasData;
    private bool _isImmediate;
    private bool _isDue;
    private long _advertised;

    /// <summary>How much user data was accepted, and up to where the windows told so far let the peer go.</summary>
    private long _accepted;
    private long _promised;
    private int _gapCredit;

    public SctpDataReceiver(SctpControlBlock block)
    {
        _block = block;
        _pool = new SctpFragmentPool(block.Options.ReceiveBudget, block.Options.ReceiveFloor);
        _streams = new SctpIncomingStreams(block, _pool);
        _reassembler = new SctpReassembler(block, _pool, _streams);
        _advertised = Window;
        _promised = block.Options.ReceiveWindow;
    }

    public uint CumulativeTsn => _map.Cumulative;

    /// <summary>Gets the memory held for undelivered data.</summary>
    public long HeldBytes => _pool.Used - _streams.StateBytes;

    /// <summary>Gets or sets the delivered bytes that the user has not taken yet. They count against the window; taking many of them is worth a SACK.</summary>
    public long UnconsumedBytes
    {
        get => _pool.Unread;
        set
        {
            if (_block.IsOver)
            {
                return;
            }

            var isTaking = value < _pool.Unread;
            _pool.Unread = value;
            _isDue |= isTaking && _block.MayReceiveData && IsWindowUpdateDue();
        }
    }

    /// <summary>Gets whether a SACK must leave now.</summary>
    public bool IsSackDue => _isDue;

    /// <summary>Gets whether a SACK waits for company.</summary>
    public bool IsSackPending => _isDue || _unacknowledgedPackets > 0;

    /// <summary>
    /// Gets the window to advertise. The peer counts payload, memory is counted as it is: buffers are up to twice as long as what lies in
    /// them, so of twice the window half is promised. Less than a packet is none: it would only invite tiny chunks.
    /// </summary>
    public uint Window
    {
        get
        {
            long window = _block.Options.ReceiveWindow;
            var held = Math.Max(_pool.Payload, (_pool.Used - (window / OverheadShare)) / 2);
            var free = Math.Min(window - held - _pool.Unread, _pool.Available / 2);
            return free < _block.Options.Mtu ? 0 : (uint)free;
        }
    }

    /// <summary>Gets how many steps were made that a peer can ask for; tests bound them by the bytes received.</summary>
    public long Steps => _map.Steps;

    /// <summary>The peer's first TSN is known.</summary>
    public void Start(uint initialTsn) => _map = new SctpTsnMap(initialTsn);

    public void HandleData(byte flags, ReadOnlySpan<byte> value)
    {
        if (value.Length <= DataHeaderSize)
        {
            _block.Violate(SctpCause.NoUserData, "A DATA chunk is empty.");
            return;
        }

        var chunk = new SctpDataChunk(
            BinaryPrimitives.ReadUInt32BigEndian(value),
            flags,
            BinaryPrimitives.ReadUInt16BigEndian(value[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(value[6..]),
            BinaryPrimitives.ReadUInt32BigEndian(value[8..]),
            value[DataHeaderSize..]);
        _packetHasData = true;
        _isImmediate |= (flags & SctpFlags.Immediate) != 0;
        if (!_map.IsWithinReach(chunk.Tsn) || !TryNoteNew(chunk))
        {
            return;
        }

        var before = _map.Cumulative;
        _map.Add(chunk.Tsn);
        _accepted += chunk.Payload.Length;
        if (chunk.Stream >= _block.IncomingStreams)
        {
            Span<byte> information = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(information, (uint)chunk.Stream << 16);
            _block.SendError(SctpCause.InvalidStream, information);
        }
        else if (!_reassembler.TryAccept(chunk, !SerialNumber.IsAfter(chunk.Tsn, _map.Cumulative)))
        {
            _block.Violate(SctpCause.ProtocolViolation, "A message's chunks do not belong together, or it is larger than agreed.");
            return;
        }

        DropStranded(before, _map.Cumulative);
    }

    public void HandleForwardTsn(ReadOnlySpan<byte> value)
    {
        if (value.Length < sizeof(uint))
        {
            return;
        }

        _packetHasData = true;
        _isImmediate = true;
        var point = BinaryPrimitives.ReadUInt32BigEndian(value);
        if (!SerialNumber.IsAfter(point, _map.Cumulative) || !_map.IsWithinReach(point))
        {
            return;
        }

        DropPassed(point);
        _map.AdvanceTo(point);
        for (var rest = value[sizeof(uint)..]; rest.Length >= 4; rest = rest[4..])
        {
            var stream = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (stream < _block.IncomingStreams)
            {
                _streams.Skip(stream, BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
            }
        }

        DropStranded(point, _map.Cumulative);
    }

    /// <summary>A received packet was read to its end: is it time to acknowledge?</summary>
    public void EndPacket(int length, long now)
    {
        _gapCredit = Math.Min(_gapCredit + length + RecordOverhead, _block.Options.Mtu);
        if (!_packetHasData)
        {
            return;
        }

        _packetHasData = false;
        _unacknowledgedPackets++;
        if (_unacknowledgedPackets >= 2 || _isImmediate || _map.HasGaps)
        {
            _isDue = true;
            _isImmediate = false;
            _block.Timers.Stop(SctpTimer.Acknowledgement);
        }
        else
        {
            _block.Timers.Start(SctpTimer.Acknowledgement, now + _block.Options.AcknowledgementDelay);
        }
    }

    /// <summary>The delay is over, or the SHUTDOWN sequence wants a SACK.</summary>
    public void RequireSack() => _isDue = true;

    public void WriteSack(ref SctpPacketWriter writer)
    {
        if (writer.Remaining < SmallestRoom)
        {
            return;
        }

        var value = writer.Free[SctpChunk.HeaderSize..];
        var room = value[SctpSack.FixedSize..];
        var gapRoom = Math.Min(room.Length - (_duplicateCount * 4), Math.Max(_gapCredit, FreeGaps * 4));
        var gaps = _map.HasGaps ? _map.WriteGaps(room[..gapRoom]) : 0;
        _gapCredit = Math.Max(0, _gapCredit - (gaps * 4));
        for (var i = 0; i < _duplicateCount; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(room[(4 * (gaps + i))..], _duplicates[i]);
        }

        _advertised = Window;
        _promised = _advertised == 0 ? _promised : Math.Max(_promised, _accepted + _advertised);
        BinaryPrimitives.WriteUInt32BigEndian(value, _map.Cumulative);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)_advertised);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)gaps);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)_duplicateCount);
        var length = SctpChunk.HeaderSize + SctpSack.FixedSize + (4 * (gaps + _duplicateCount));
        BinaryPrimitives.WriteUInt32BigEndian(writer.Free, ((uint)SctpChunkType.Sack << 24) | (uint)length);
        writer.Commit(length);
        _duplicateCount = 0;
        _unacknowledgedPackets = 0;
        _isDue = false;
        _block.Timers.Stop(SctpTimer.Acknowledgement);
    }

    /// <summary>The peer reset its streams.</summary>
    public void ResetStream(ushort stream) => _streams.Reset(stream);

    /// <summary>The peer reset all its streams; those that were used are told.</summary>
    public void ResetAllStreams(long now) => _streams.ResetAll(now);

    /// <summary>Nothing happens on this association for now: it shall hold no more memory than it needs.</summary>
    public void Trim()
    {
        _pool.Trim();
        _reassembler.Trim();
    }

    public void Clear()
    {
        _reassembler.Clear();
        _streams.Clear();
        _pool.Close();
    }

    private bool TryNoteNew(in SctpDataChunk chunk)
    {
        if (_map.Contains(chunk.Tsn))
        {
            _isImmediate = true;
            if (_duplicateCount < MaxDuplicates)
            {
                _duplicates[_duplicateCount++] = chunk.Tsn;
            }

            return false;
        }

        // What the cumulative TSN waits for may overdraw the shared budget by a message: without it nothing held can be delivered.
        var overdraft = chunk.Tsn == _map.Cumulative + 1 ? 2L * _block.Options.MaxMessageSize : 0;
        if (HasRoom(chunk) && _pool.TryReserve(chunk.Payload.Length, overdraft))
        {
            return true;
        }

        _isImmediate = true;
        return false;
    }

    /// <summary>
    /// What was advertised is accepted, and the packet by which a full window is probed, but nothing else. What was delivered and not
    /// taken counts by its memory, up to twice its payload. What fills a gap is accepted beyond that, since only that lets the rest be
    /// delivered, and a sender gives the place of what was lost to new data (RFC 9260 section 6.2.1). Where chunks are so small that their
    /// memory is a multiple of their payload, memory is what counts: two and a half windows, three for gaps, four for what comes next:
    /// however much of what lies behind it came first, it is taken.
    /// </summary>
    private bool HasRoom(in SctpDataChunk chunk)
    {
        long window = _block.Options.ReceiveWindow;
        var length = chunk.Payload.Length;
        var memory = _pool.Used + _pool.Unread + length;
        if (SerialNumber.IsBefore(chunk.Tsn, _map.Highest))
        {
            return memory <= (chunk.Tsn == _map.Cumulative + 1 ? 4 : 3) * window;
        }

        var mtu = _block.Options.Mtu;
        var payload = _pool.Payload + (_pool.Unread / 2) + length;
        return memory <= 5 * window / 2
            && payload <= window + (window / RoundingShare) + mtu
            && _accepted + length <= _promised + mtu;
    }

    /// <summary>
    /// A window that has opened is told when it is worth a packet: a quarter of the whole, twice what the peer knows of, or all there is, so
    /// that the peer never has to probe for what is there.
    /// </summary>
    private bool IsWindowUpdateDue()
    {
        long window = _block.Options.ReceiveWindow;
        var gain = Window - _advertised;
        return _advertised < window / 2
            && (gain >= window / 4 || (gain >= _advertised && (gain >= 8 * _block.Options.Mtu || (_pool.Unread == 0 && gain > 0))));
    }

    /// <summary>Drops what FORWARD TSN passes. Only TSNs that have come can have something, so the rest is skipped however far it moves.</summary>
    private void DropPassed(uint point)
    {
        _reassembler.Drop(_map.Cumulative);
        var next = _map.Cumulative + 1;
        while (!_reassembler.IsEmpty && _map.TryFindNext(next, out var tsn) && !SerialNumber.IsAfter(tsn, point))
        {
            _reassembler.Drop(tsn);
            next = tsn + 1;
        }
    }

    /// <summary>What ends at a TSN whose successor is done with, and is still here, will never be completed.</summary>
    private void DropStranded(uint from, uint to)
    {
        for (var tsn = from; tsn != to && !_reassembler.IsEmpty; tsn++)
        {
            _reassembler.Drop(tsn);
        }
    }
}
