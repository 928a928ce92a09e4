using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>Takes DATA and FORWARD TSN, decides when to acknowledge, and writes SACK (RFC 9260 section 6.2, RFC 3758 section 3.6).</summary>
internal sealed class SctpDataReceiver
{
    private const int DataHeaderSize = 12;
    private const int MaxDuplicates = 16;

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

    public SctpDataReceiver(SctpControlBlock block)
    {
        _block = block;
        _pool = new SctpFragmentPool(block.Options.ReceiveBudget);
        _streams = new SctpIncomingStreams(block, _pool);
        _reassembler = new SctpReassembler(block, _pool, _streams);
        _advertised = Window;
    }

    public uint CumulativeTsn => _map.Cumulative;

    /// <summary>Gets the memory held for undelivered data.</summary>
    public long HeldBytes => _pool.Used;

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

            _pool.Unread = value;
            _isDue |= _block.MayReceiveData && _advertised < _block.Options.ReceiveWindow / 2
                && Window - _advertised >= _block.Options.ReceiveWindow / 4;
        }
    }

    /// <summary>Gets whether a SACK must leave now.</summary>
    public bool IsSackDue => _isDue;

    /// <summary>Gets whether a SACK waits for company.</summary>
    public bool IsSackPending => _isDue || _unacknowledgedPackets > 0;

    /// <summary>Gets the window to advertise. Less than a packet is none: it would only invite tiny chunks.</summary>
    public uint Window
    {
        get
        {
            var free = Math.Min(_block.Options.ReceiveWindow - _pool.Used - _pool.Unread, _pool.Available);
            return free < _block.Options.Mtu ? 0 : (uint)free;
        }
    }

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
        if (chunk.Stream >= _block.IncomingStreams)
        {
            Span<byte> information = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(information, (uint)chunk.Stream << 16);
            _block.SendError(SctpCause.InvalidStream, information);
        }
        else if (!_reassembler.TryAccept(chunk, before))
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
    public void EndPacket(long now)
    {
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
        var gaps = _map.HasGaps ? _map.WriteGaps(room[..^(_duplicateCount * 4)]) : 0;
        for (var i = 0; i < _duplicateCount; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(room[(4 * (gaps + i))..], _duplicates[i]);
        }

        _advertised = Window;
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
    public void ResetAllStreams() => _streams.ResetAll(_block.Observer.OnStreamReset);

    /// <summary>Nothing happens on this association for now: it shall hold no more memory than it needs.</summary>
    public void Trim() => _pool.Trim();

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
    /// Held data may take twice the window, since it is counted with what every chunk costs beside its payload, and the peer counts
    /// payload alone; and a third for what fills a gap, since only that lets the rest be delivered.
    /// </summary>
    private bool HasRoom(in SctpDataChunk chunk)
    {
        long window = _block.Options.ReceiveWindow;
        return SerialNumber.IsBefore(chunk.Tsn, _map.Highest)
            ? _pool.Used <= 3 * window && _pool.Unread <= 2 * window
            : (_pool.Used / 2) + _pool.Unread + chunk.Payload.Length <= window;
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
