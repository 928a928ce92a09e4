namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// All chunks that have a TSN and are not cumulatively acknowledged: a ring indexed by TSN, and threaded through it the list of
/// those in flight (in order of transmission) and of those lost. Every operation is O(1).
/// </summary>
internal sealed class SctpOutstandingChunks(uint initialTsn, SctpSendQueue queue)
{
    /// <summary>Gap blocks reach 65535 TSNs far (RFC 9260 section 3.3.4); half of it bounds the memory of tiny chunks.</summary>
    public const int Capacity = 32768;

    /// <summary>What a chunk's header takes of the path beside the user's bytes.</summary>
    public const int ChunkOverhead = 16;

    private const int SmallestRing = 32;

    private SctpSentChunk[] _slots = new SctpSentChunk[SmallestRing];
    private SctpChunkList _inFlight;
    private SctpChunkList _lost;

    /// <summary>Gets the oldest TSN not cumulatively acknowledged.</summary>
    public uint First { get; private set; } = initialTsn;

    /// <summary>Gets the next TSN to be given.</summary>
    public uint Next { get; private set; } = initialTsn;

    public int Count => (int)(Next - First);

    public bool IsFull => Count >= Capacity;

    /// <summary>Gets how many bytes are in flight, chunk headers included.</summary>
    public long InFlightBytes { get; private set; }

    /// <summary>Gets how many bytes of user data are in flight.</summary>
    public long InFlightPayload => InFlightBytes - ((long)_inFlight.Count * ChunkOverhead);

    public int InFlightCount => _inFlight.Count;

    /// <summary>Gets the TSN in flight that was sent first; only when there is one.</summary>
    public uint OldestInFlight => _inFlight.Head;

    public int LostCount => _lost.Count;

    /// <summary>Gets the TSN that was lost first; only when there is one.</summary>
    public uint FirstLost => _lost.Head;

    /// <summary>Gets how many chunks are acknowledged by gap blocks only.</summary>
    public int AcknowledgedCount { get; private set; }

    public ref SctpSentChunk this[uint tsn] => ref _slots[tsn & (uint)(_slots.Length - 1)];

    /// <summary>Gives the next TSN to a part of a message that leaves now.</summary>
    public uint Add(SctpOutgoingMessage message, int offset, int length, byte flags, long packetNumber, long now)
    {
        var tsn = NextSlot(message);
        ref var chunk = ref this[tsn];
        chunk.Offset = offset;
        chunk.Length = (ushort)length;
        chunk.Flags = flags;
        PutInFlight(ref chunk, tsn, packetNumber, now);
        return tsn;
    }

    /// <summary>Gives a TSN to nothing, so that a FORWARD TSN can pass the end of a message that was begun and given up.</summary>
    public void AddAbandoned(SctpOutgoingMessage message)
    {
        var tsn = NextSlot(message);
        ref var chunk = ref this[tsn];
        chunk.State = SctpChunkState.Abandoned;
        chunk.RunEnd = tsn;
    }

    /// <summary>A lost chunk, or one in flight, leaves again.</summary>
    public void Resend(uint tsn, long packetNumber, long now)
    {
        ref var chunk = ref this[tsn];
        Unlink(ref chunk, tsn);
        PutInFlight(ref chunk, tsn, packetNumber, now);
    }

    public void MarkLost(uint tsn)
    {
        ref var chunk = ref this[tsn];
        Unlink(ref chunk, tsn);
        chunk.State = SctpChunkState.Lost;
        Append(ref _lost, ref chunk, tsn);
    }

    /// <summary>A chunk in flight, or held for lost, has arrived.</summary>
    public void Acknowledge(uint tsn)
    {
        ref var chunk = ref this[tsn];
        Unlink(ref chunk, tsn);
        chunk.State = SctpChunkState.Acknowledged;
        chunk.RunEnd = tsn;
        AcknowledgedCount++;
    }

    public void Abandon(uint tsn)
    {
        ref var chunk = ref this[tsn];
        Unlink(ref chunk, tsn);
        chunk.State = SctpChunkState.Abandoned;
        chunk.RunEnd = tsn;
    }

    /// <summary>The oldest chunk is acknowledged cumulatively, or passed by FORWARD TSN: it is forgotten.</summary>
    public void RemoveFirst()
    {
        ref var chunk = ref this[First];
        Unlink(ref chunk, First);
        var message = chunk.Message;
        chunk = default;
        First++;
        queue.Release(message);
    }

    /// <summary>After a timeout everything in flight counts as lost, the lowest TSN first; and what gap blocks said counts no more if the peer stopped saying it.</summary>
    public void MarkAllLost(bool alsoAcknowledged)
    {
        _lost = default;
        _inFlight = default;
        InFlightBytes = 0;
        for (var tsn = First; tsn != Next; tsn++)
        {
            ref var chunk = ref this[tsn];
            chunk.RunEnd = tsn;
            if (chunk.State is SctpChunkState.InFlight or SctpChunkState.Lost
                || (alsoAcknowledged && chunk.State == SctpChunkState.Acknowledged))
            {
                AcknowledgedCount -= chunk.State == SctpChunkState.Acknowledged ? 1 : 0;
                chunk.State = SctpChunkState.Lost;
                Append(ref _lost, ref chunk, tsn);
            }
        }
    }

    /// <summary>Gives the memory of a large ring back, when it is empty.</summary>
    public void Trim()
    {
        if (Count == 0 && _slots.Length > SmallestRing)
        {
            _slots = new SctpSentChunk[SmallestRing];
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        while (First != Next)
        {
            RemoveFirst();
        }
    }

    private uint NextSlot(SctpOutgoingMessage message)
    {
        if (Count == _slots.Length)
        {
            Grow();
        }

        var tsn = Next++;
        message.References++;
        this[tsn] = new SctpSentChunk { Message = message };
        return tsn;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new SctpSentChunk[old.Length * 2];
        for (var tsn = First; tsn != Next; tsn++)
        {
            this[tsn] = old[tsn & (uint)(old.Length - 1)];
        }
    }

    private void PutInFlight(ref SctpSentChunk chunk, uint tsn, long packetNumber, long now)
    {
        chunk.State = SctpChunkState.InFlight;
        chunk.PacketNumber = packetNumber;
        chunk.SentAt = now;
        chunk.SendCount = (ushort)Math.Min(chunk.SendCount + 1, ushort.MaxValue);
        InFlightBytes += chunk.Length + ChunkOverhead;
        Append(ref _inFlight, ref chunk, tsn);
    }

    private void Unlink(ref SctpSentChunk chunk, uint tsn)
    {
        switch (chunk.State)
        {
            case SctpChunkState.InFlight:
                InFlightBytes -= chunk.Length + ChunkOverhead;
                Remove(ref _inFlight, ref chunk, tsn);
                break;
            case SctpChunkState.Lost:
                Remove(ref _lost, ref chunk, tsn);
                break;
            case SctpChunkState.Acknowledged:
                AcknowledgedCount--;
                break;
        }

        chunk.State = SctpChunkState.None;
    }

    private void Append(ref SctpChunkList list, ref SctpSentChunk chunk, uint tsn)
    {
        if (list.Count == 0)
        {
            list.Head = tsn;
        }
        else
        {
            this[list.Tail].Next = tsn;
            chunk.Previous = list.Tail;
        }

        list.Tail = tsn;
        list.Count++;
    }

    private void Remove(ref SctpChunkList list, ref SctpSentChunk chunk, uint tsn)
    {
        list.Count--;
        if (list.Count == 0)
        {
            return;
        }

        if (tsn == list.Head)
        {
            list.Head = chunk.Next;
        }
        else if (tsn == list.Tail)
        {
            list.Tail = chunk.Previous;
        }
        else
        {
            this[chunk.Previous].Next = chunk.Next;
            this[chunk.Next].Previous = chunk.Previous;
        }
    }
}
