using TypedPeer.DataChannels.Sctp.Control;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>Puts the whole messages of each stream in order (RFC 9260 section 6.6). A stream is remembered only once it has been used with order.</summary>
internal sealed class SctpIncomingStreams(SctpControlBlock block, SctpFragmentPool pool)
{
    private readonly Dictionary<ushort, Stream> _streams = [];

    /// <summary>Delivers a whole message, or holds it until those before it have come.</summary>
    public void Accept(SctpFragment message)
    {
        if (message.IsUnordered)
        {
            Deliver(message);
            return;
        }

        var stream = Get(message.Stream);
        var ahead = (short)(message.Sequence - (ushort)stream.Next);
        if (ahead == 0)
        {
            stream.Next++;
            Deliver(message);
            DeliverHeld(stream);
        }
        else if (ahead > 0)
        {
            stream.Held ??= new PriorityQueue<SctpFragment, long>();
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
        var stream = Get(id);
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
        DeliverHeld(stream);
    }

    /// <summary>The stream's numbering begins anew (RFC 6525 section 5.2.2); what was held for messages that never came is dropped.</summary>
    public void Reset(ushort id)
    {
        if (_streams.Remove(id, out var stream))
        {
            Free(stream);
        }
    }

    /// <summary>All streams begin anew.</summary>
    public void ResetAll(Action<ushort> onReset)
    {
        foreach (var (id, stream) in _streams)
        {
            Free(stream);
            onReset(id);
        }

        _streams.Clear();
    }

    public void Clear()
    {
        foreach (var stream in _streams.Values)
        {
            Free(stream);
        }

        _streams.Clear();
    }

    private Stream Get(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream))
        {
            stream = new Stream { Next = block.Options.FirstStreamSequence };
            _streams.Add(id, stream);
        }

        return stream;
    }

    private void DeliverHeld(Stream stream)
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
    }

    private void Deliver(SctpFragment message)
    {
        var (stream, ppid, length) = (message.Stream, message.Ppid, message.Length);
        block.Observer.OnMessage(stream, ppid, pool.Detach(message), length);
    }

    private void Free(Stream stream)
    {
        while (stream.Held is not null && stream.Held.TryDequeue(out var message, out _))
        {
            pool.Free(message);
        }
    }

    private sealed class Stream
    {
        /// <summary>The number of the next message, counted on without wrapping; its low 16 bits are on the wire.</summary>
        public long Next { get; set; }

        public PriorityQueue<SctpFragment, long>? Held { get; set; }
    }
}
