using System.Runtime.CompilerServices;
using TypedPeer.DataChannels.Sctp.Control;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>
/// Puts the whole messages of each stream in order (RFC 9260 section 6.6). A stream is remembered only once it has been used with order,
/// and what it takes is counted like other memory.
/// </summary>
internal sealed class SctpIncomingStreams(SctpControlBlock block, SctpFragmentPool pool)
{
    /// <summary>What a queue takes beside the places of its messages, which every fragment is charged with.</summary>
    private const int QueueBytes = 160;

    /// <summary>A queue that once was longer is not kept: its array stays as long as it ever was.</summary>
    private const int LongestKept = 1024;

    private readonly SctpStreamTable<Stream> _streams = new();
    private PriorityQueue<SctpFragment, long>? _spare;

    private static int PageBytes => (SctpStreamTable<Stream>.PageSize * Unsafe.SizeOf<Stream>()) + 32;

    /// <summary>Gets what the streams themselves take.</summary>
    public long StateBytes => _streams.PageCount * PageBytes;

    /// <summary>Delivers a whole message, or holds it until those before it have come.</summary>
    public void Accept(SctpFragment message)
    {
        if (message.IsUnordered)
        {
            Deliver(message);
            return;
        }

        ref var stream = ref Get(message.Stream);
        var ahead = (short)(message.Sequence - (ushort)stream.Next);
        if (ahead == 0)
        {
            stream.Next++;
            Deliver(message);
            DeliverHeld(ref stream);
        }
        else if (ahead > 0)
        {
            if (stream.Held is null)
            {
                stream.Held = _spare ?? new PriorityQueue<SctpFragment, long>();
                _spare = null;
                pool.Charge(QueueBytes);
            }

            stream.Held.Enqueue(message, stream.Next + ahead);
        }
        else
        {
            pool.Free(message);
        }
    }

    /// <summary>The peer gave up the stream's messages up to this one (RFC 3758 section 3.6): what came of them is delivered, the rest not awaited.</summary>
    public void Skip(ushort id, ushort sequence)
    {
        ref var stream = ref Get(id);
        var ahead = (short)(sequence - (ushort)stream.Next);
        if (ahead < 0)
        {
            return;
        }

        var next = stream.Next + ahead + 1;
        while (stream.Held is { Count: > 0 } held && held.TryPeek(out _, out var number) && number < next)
        {
            var message = held.Dequeue();
            if (number < stream.Next)
            {
                pool.Free(message);
                continue;
            }

            stream.Next = number + 1;
            Deliver(message);
        }

        stream.Next = next;
        DeliverHeld(ref stream);
    }

    /// <summary>The stream's numbering begins anew (RFC 6525 section 5.2.2); what was held for messages that never came is dropped.</summary>
    public void Reset(ushort id)
    {
        ref var stream = ref _streams.Find(id);
        if (!Unsafe.IsNullRef(ref stream))
        {
            Free(ref stream);
        }
    }

    /// <summary>All streams begin anew; those that were used are told.</summary>
    public void ResetAll(long now)
    {
        for (var index = 0; index < _streams.PageLimit; index++)
        {
            var page = _streams.GetPage(index);
            for (var i = 0; i < page?.Length; i++)
            {
                if (page[i].IsUsed)
                {
                    Free(ref page[i]);
                    block.Observer.OnStreamReset((ushort)((index * SctpStreamTable<Stream>.PageSize) + i), now);
                }
            }
        }

        Forget();
    }

    public void Clear()
    {
        for (var index = 0; index < _streams.PageLimit; index++)
        {
            foreach (ref var stream in _streams.GetPage(index).AsSpan())
            {
                Free(ref stream);
            }
        }

        Forget();
    }

    private ref Stream Get(ushort id)
    {
        var pages = _streams.PageCount;
        ref var stream = ref _streams.Get(id);
        if (_streams.PageCount > pages)
        {
            pool.Charge(PageBytes);
        }

        if (!stream.IsUsed)
        {
            stream.IsUsed = true;
            stream.Next = block.Options.FirstStreamSequence;
        }

        return ref stream;
    }

    private void Forget()
    {
        pool.Discharge(StateBytes);
        _streams.Clear();
    }

    private void DeliverHeld(ref Stream stream)
    {
        while (stream.Held is { Count: > 0 } held && held.TryPeek(out _, out var number) && number <= stream.Next)
        {
            var message = held.Dequeue();
            if (number < stream.Next)
            {
                // A second message under a number that was delivered: the peer's mistake.
                pool.Free(message);
                continue;
            }

            stream.Next++;
            Deliver(message);
        }

        Retire(ref stream);
    }

    private void Deliver(SctpFragment message)
    {
        var (stream, ppid, length) = (message.Stream, message.Ppid, message.Length);
        block.Observer.OnMessage(stream, ppid, pool.Detach(message), length);
    }

    private void Free(ref Stream stream)
    {
        while (stream.Held is not null && stream.Held.TryDequeue(out var message, out _))
        {
            pool.Free(message);
        }

        Retire(ref stream);
        stream = default;
    }

    /// <summary>A queue goes with its last message.</summary>
    private void Retire(ref Stream stream)
    {
        if (stream.Held is { Count: 0 } held)
        {
            _spare = held.EnsureCapacity(0) <= LongestKept ? held : _spare;
            stream.Held = null;
            pool.Discharge(QueueBytes);
        }
    }

    private struct Stream
    {
        /// <summary>The number of the next message, counted on without wrapping; its low 16 bits are on the wire.</summary>
        public long Next;

        public PriorityQueue<SctpFragment, long>? Held;

        public bool IsUsed;
    }
}
