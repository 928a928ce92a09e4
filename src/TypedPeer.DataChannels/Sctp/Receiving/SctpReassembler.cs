using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>One DATA chunk as received (RFC 9260 section 3.3.1).</summary>
internal readonly ref struct SctpDataChunk(uint tsn, byte flags, ushort stream, ushort sequence, uint ppid, ReadOnlySpan<byte> payload)
{
    public uint Tsn { get; } = tsn;

    public byte Flags { get; } = flags;

    public ushort Stream { get; } = stream;

    public ushort Sequence { get; } = sequence;

    public uint Ppid { get; } = ppid;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>
/// Puts messages together from chunks that come in any order (RFC 9260 section 6.9). A message grows in one buffer from its
/// first chunk on; chunks whose predecessor has not come wait alone in a ring indexed by TSN. Each byte is copied at most twice,
/// and nothing is ever searched for.
/// </summary>
internal sealed class SctpReassembler(SctpControlBlock block, SctpFragmentPool pool, SctpIncomingStreams streams)
{
    /// <summary>A message's first buffer: room for what browsers send at once, without trusting the peer with more.</summary>
    private const int LargestFirstBuffer = 64 * 1024;

    private SctpFragment?[] _slots = new SctpFragment?[16];
    private int _usualLength;
    private int _stored;

    /// <summary>Gets whether anything waits for other chunks.</summary>
    public bool IsEmpty => _stored == 0;

    /// <summary>Takes a chunk whose TSN has not come before; delivers what it completes.</summary>
    /// <returns>False when the peer breaks the rules; the association cannot go on.</returns>
    public bool TryAccept(in SctpDataChunk chunk, uint cumulativeTsn)
    {
        SctpFragment run;
        if ((chunk.Flags & SctpFlags.Begin) != 0)
        {
            var isWhole = (chunk.Flags & SctpFlags.End) != 0;
            run = Make(chunk, isWhole ? chunk.Payload.Length : Math.Max(_usualLength, chunk.Payload.Length * 2));
        }
        else if (Find(chunk.Tsn - 1) is { HasBegin: true } begun)
        {
            if (!TryAppend(begun, chunk))
            {
                return false;
            }

            run = begun;
        }
        else
        {
            Store(Make(chunk, chunk.Payload.Length), cumulativeTsn);
            return true;
        }

        return TryExtend(run, cumulativeTsn);
    }

    /// <summary>Forgets an unfinished message or stray chunk that ends at this TSN: all TSNs up to it, and the one behind it, are done with.</summary>
    public void Drop(uint tsn)
    {
        if (Take(tsn) is { } fragment)
        {
            pool.Free(fragment);
        }
    }

    public void Clear()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot is { } fragment)
            {
                pool.Free(fragment);
                slot = null;
            }
        }

        _stored = 0;
    }

    private bool TryExtend(SctpFragment run, uint cumulativeTsn)
    {
        while (!run.HasEnd && Find(run.LastTsn + 1) is { HasBegin: false } next)
        {
            if (!run.Fits(next) || run.Length + next.Length > block.Options.MaxMessageSize)
            {
                return false;
            }

            Take(next.LastTsn);
            Append(run, next.Buffer.AsSpan(0, next.Length), next.LastTsn, next.HasEnd);
            pool.Free(next);
        }

        if (!run.HasEnd)
        {
            Store(run, cumulativeTsn);
            return true;
        }

        if (run.Length > block.Options.MaxMessageSize)
        {
            return false;
        }

        _usualLength = Math.Min(run.Length, LargestFirstBuffer);
        streams.Accept(run);
        return true;
    }

    private bool TryAppend(SctpFragment run, in SctpDataChunk chunk)
    {
        var fits = run.Stream == chunk.Stream
            && run.IsUnordered == ((chunk.Flags & SctpFlags.Unordered) != 0)
            && (run.IsUnordered || run.Sequence == chunk.Sequence);
        if (!fits || run.Length + chunk.Payload.Length > block.Options.MaxMessageSize)
        {
            return false;
        }

        Take(run.LastTsn);
        Append(run, chunk.Payload, chunk.Tsn, (chunk.Flags & SctpFlags.End) != 0);
        return true;
    }

    private void Append(SctpFragment run, ReadOnlySpan<byte> payload, uint tsn, bool isEnd)
    {
        pool.EnsureRoom(run, payload.Length);
        payload.CopyTo(run.Buffer.AsSpan(run.Length));
        run.Length += payload.Length;
        run.LastTsn = tsn;
        run.HasEnd = isEnd;
    }

    private SctpFragment Make(in SctpDataChunk chunk, int capacity)
    {
        var fragment = pool.Rent(capacity);
        chunk.Payload.CopyTo(fragment.Buffer);
        fragment.Length = chunk.Payload.Length;
        fragment.LastTsn = chunk.Tsn;
        fragment.Ppid = chunk.Ppid;
        fragment.Stream = chunk.Stream;
        fragment.Sequence = chunk.Sequence;
        fragment.IsUnordered = (chunk.Flags & SctpFlags.Unordered) != 0;
        fragment.HasBegin = (chunk.Flags & SctpFlags.Begin) != 0;
        fragment.HasEnd = (chunk.Flags & SctpFlags.End) != 0;
        return fragment;
    }

    private SctpFragment? Find(uint tsn) =>
        _slots[tsn & (uint)(_slots.Length - 1)] is { } fragment && fragment.LastTsn == tsn ? fragment : null;

    private SctpFragment? Take(uint tsn)
    {
        ref var slot = ref _slots[tsn & (uint)(_slots.Length - 1)];
        if (slot is not { } fragment || fragment.LastTsn != tsn)
        {
            return null;
        }

        slot = null;
        _stored--;
        return fragment;
    }

    /// <summary>Puts a fragment into its slot; the ring spans from the cumulative TSN, where an unfinished message may end, to the highest.</summary>
    private void Store(SctpFragment fragment, uint cumulativeTsn)
    {
        while ((int)(fragment.LastTsn - cumulativeTsn) >= _slots.Length)
        {
            Grow();
        }

        _slots[fragment.LastTsn & (uint)(_slots.Length - 1)] = fragment;
        _stored++;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new SctpFragment?[old.Length * 2];
        foreach (var fragment in old)
        {
            if (fragment is not null)
            {
                _slots[fragment.LastTsn & (uint)(_slots.Length - 1)] = fragment;
            }
        }
    }
}
