using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>A pooled buffer that several messages share; it goes back when the last of them is acknowledged.</summary>
internal sealed class SctpSlab
{
    public byte[] Buffer { get; set; } = [];

    /// <summary>How much of the buffer is taken.</summary>
    public int Used { get; set; }

    /// <summary>How many messages lie in it.</summary>
    public int References { get; set; }

    /// <summary>Who lends the buffer; null where it is the pool's.</summary>
    public IPeerMemoryOwner? Owner { get; set; }
}

/// <summary>
/// Copies of queued user data. Small messages lie side by side in slabs, so that a deep queue of them needs few pooled buffers;
/// large ones have a buffer of their own. What is lent stays where it is.
/// </summary>
internal sealed class SctpSlabAllocator
{
    private const int SmallestSlab = 4 * 1024;
    private const int LargestSlab = 64 * 1024;

    private readonly Stack<SctpSlab> _unused = new();
    private SctpSlab? _current;
    private int _live;

    /// <summary>Copies the data, unless it is lent, and returns where it lies; every call is matched by one <see cref="Release"/>.</summary>
    public SctpSlab Store(MessagePayload payload, out int offset)
    {
        if (payload.Owner is { } owner)
        {
            offset = payload.Start;
            return Borrow(payload.Array, owner);
        }

        var data = payload.Bytes;
        var slab = _current;
        if (slab is null || slab.Buffer.Length - slab.Used < data.Length)
        {
            slab = NewSlab(data.Length);
        }

        offset = slab.Used;
        data.CopyTo(slab.Buffer.AsSpan(offset));
        slab.Used += data.Length;
        slab.References++;
        return slab;
    }

    public void Release(SctpSlab slab)
    {
        if (--slab.References > 0)
        {
            return;
        }

        // A small current slab is kept warm; an idle association must not hold a large one.
        if (slab == _current && slab.Buffer.Length == SmallestSlab)
        {
            slab.Used = 0;
            return;
        }

        _current = slab == _current ? null : _current;
        Free(slab);
    }

    /// <summary>Gives the current slab back, if nothing lies in it, and forgets what is kept for reuse.</summary>
    public void Trim()
    {
        FreeCurrent();
        _unused.Clear();
    }

    private void FreeCurrent()
    {
        if (_current is { References: 0 } slab)
        {
            _current = null;
            Free(slab);
        }
    }

    private SctpSlab Borrow(byte[] buffer, IPeerMemoryOwner owner)
    {
        var slab = TakeUnused();
        slab.Buffer = buffer;
        slab.Owner = owner;
        slab.References = 1;
        return slab;
    }

    private SctpSlab TakeUnused() => _unused.TryPop(out var reused) ? reused : new SctpSlab();

    private SctpSlab NewSlab(int needed)
    {
        var slab = TakeUnused();
        var size = Math.Min(SmallestSlab << Math.Min(_live, 4), LargestSlab);
        _live++;
        if (needed > size / 2)
        {
            slab.Buffer = SctpMessagePool.Rent(needed);
            return slab;
        }

        slab.Buffer = SctpMessagePool.Rent(size);
        FreeCurrent();
        _current = slab;
        return slab;
    }

    private void Free(SctpSlab slab)
    {
        if (slab.Owner is { } owner)
        {
            slab.Owner = null;
            owner.Release();
        }
        else
        {
            SctpMessagePool.Return(slab.Buffer);
            _live--;
        }

        slab.Buffer = [];
        slab.Used = 0;
        _unused.Push(slab);
    }
}
