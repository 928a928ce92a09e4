using System.Runtime.CompilerServices;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp.Control;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// What users gave to send and was not given TSNs yet: messages per stream, in fair order across streams. A message that was
/// begun is finished before another is begun, since its chunks need consecutive TSNs (RFC 9260 section 6.9).
/// </summary>
internal sealed class SctpSendQueue(SctpControlBlock block)
{
    private readonly SctpStreamTable<SctpOutgoingStream?> _streams = new();
    private readonly SctpStreamScheduler _scheduler = new();
    private readonly SctpSlabAllocator _slabs = new();
    private SctpOutgoingMessage? _unused;
    private SctpOutgoingStream? _lastUsed;

    /// <summary>What a message takes beside its bytes, until it is acknowledged or given up.</summary>
    private const int MessageOverhead = 192;

    /// <summary>Gets what messages hold that are neither acknowledged nor given up, each with what it takes beside its bytes.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Gets the bytes not yet given TSNs, over all streams.</summary>
    public long TotalBufferedAmount { get; private set; }

    public bool IsEmpty => _scheduler.First is null;

    /// <summary>Gets the streams to be reset of which nothing is under way any more.</summary>
    public Queue<SctpOutgoingStream> ReadyForReset { get; } = new();

    public SctpOutgoingStream GetStream(ushort id)
    {
        if (_lastUsed is { } last && last.Id == id)
        {
            return last;
        }

        ref var stream = ref _streams.Get(id);
        stream ??= new SctpOutgoingStream(id, block.Options.FirstStreamSequence);
        _lastUsed = stream;
        return stream;
    }

    public SctpOutgoingStream? FindStream(ushort id)
    {
        ref var stream = ref _streams.Find(id);
        return Unsafe.IsNullRef(ref stream) ? null : stream;
    }

    public long GetBufferedAmount(ushort id) => FindStream(id)?.BufferedAmount ?? 0;

    /// <summary>The stream was reset: there is nothing left to know of it.</summary>
    public void Forget(SctpOutgoingStream stream)
    {
        _lastUsed = null;
        _streams.Get(stream.Id) = null;
    }

    public void Enqueue(SctpOutgoingStream stream, uint ppid, MessagePayload payload, in SctpSendOptions options, long now)
    {
        var wasReady = stream.First is not null;
        DropExpired(stream, now, keepLast: false);
        var message = TakeUnused();
        message.Stream = stream;
        message.Slab = _slabs.Store(payload, out var start);
        message.Start = start;
        message.Length = payload.Bytes.Length;
        message.Ppid = ppid;
        message.IsUnordered = options.Unordered;
        message.IsUncounted = options.IsUncounted;
        message.MaxRetransmits = options.MaxRetransmits ?? int.MaxValue;
        message.ExpiresAt = options.LifetimeMicroseconds > 0 ? now + options.LifetimeMicroseconds : long.MaxValue;
        message.References = 1;
        stream.PendingCount++;
        stream.Enqueue(message);
        TotalBufferedAmount += message.Length;
        HeldBytes += message.Length + MessageOverhead;
        if (!wasReady)
        {
            _scheduler.Add(stream);
        }
    }

    /// <summary>
    /// Gets the message whose next bytes are to be sent; null when there is none. Expired ones that were not begun are dropped, and those
    /// that were queued for a stream before the peer granted fewer (RFC 9260 section 5.1.1).
    /// </summary>
    public SctpOutgoingMessage? Peek(long now)
    {
        while (_scheduler.First?.First is { } message)
        {
            if ((message.ExpiresAt > now && message.Stream.Id < block.OutgoingStreams) || message.Sent > 0)
            {
                return message;
            }

            Discard(message);
        }

        return null;
    }

    /// <summary>The message from <see cref="Peek"/> was given a TSN for this many more of its bytes.</summary>
    public void Advance(SctpOutgoingMessage message, int bytes)
    {
        if (message.Sent == 0)
        {
            _scheduler.Begin();
        }

        message.Sent += bytes;
        Unbuffer(message, bytes);
        if (message.Sent == message.Length)
        {
            Finish(message, message.Length);
        }
    }

    /// <summary>Takes the message from <see cref="Peek"/> out of the queue although it was not wholly sent.</summary>
    public void Discard(SctpOutgoingMessage message)
    {
        Unbuffer(message, message.Length - message.Sent);
        Finish(message, message.Sent);
    }

    /// <summary>One holder of the message is done with it.</summary>
    public void Release(SctpOutgoingMessage message)
    {
        if (--message.References > 0)
        {
            return;
        }

        HeldBytes -= message.Length + MessageOverhead;
        var stream = message.Stream;
        if (--stream.PendingCount == 0 && stream.Reset == SctpResetProgress.Wanted)
        {
            ReadyForReset.Enqueue(stream);
        }

        _slabs.Release(message.Slab);
        message.Slab = null!;
        message.Stream = null!;
        message.Next = _unused;
        _unused = message;
    }

    /// <summary>Forgets what is kept for reuse.</summary>
    public void Trim()
    {
        _unused = null;
        _slabs.Trim();
    }

    /// <summary>Drops everything queued.</summary>
    public void Clear()
    {
        while (_scheduler.First?.First is { } message)
        {
            message.Stream.BufferedAmountLowThreshold = -1;
            Discard(message);
        }

        _slabs.Trim();
    }

    /// <summary>
    /// Without this a stalled path would let messages pile up that no one wants any more. The stream stays scheduled: it gets a new message at
    /// once, or keeps its last.
    /// </summary>
    public void DropExpired(SctpOutgoingStream stream, long now, bool keepLast)
    {
        while (stream.First is { Sent: 0 } message && message.ExpiresAt <= now && (!keepLast || message.Next is not null))
        {
            stream.Dequeue();
            Unbuffer(message, message.Length);
            Release(message);
        }
    }

    private void Finish(SctpOutgoingMessage message, int charge)
    {
        var stream = message.Stream;
        stream.Dequeue();
        _scheduler.Charge(charge, stream.First is not null);
        Release(message);
    }

    private void Unbuffer(SctpOutgoingMessage message, int bytes)
    {
        TotalBufferedAmount -= bytes;
        if (message.IsUncounted)
        {
            return;
        }

        var stream = message.Stream;
        var before = stream.BufferedAmount;
        stream.BufferedAmount = before - bytes;
        if (before > stream.BufferedAmountLowThreshold && stream.BufferedAmount <= stream.BufferedAmountLowThreshold)
        {
            block.Observer.OnBufferedAmountLow(stream.Id);
        }
    }

    private SctpOutgoingMessage TakeUnused()
    {
        var message = _unused ?? new SctpOutgoingMessage();
        _unused = message.Next;
        message.Next = null;
        message.Sent = 0;
        return message;
    }
}
