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

    /// <summary>A first buffer is at most this part of the window: several messages are under way at once where packets were lost.</summary>
    private const int WindowShare = 64;

    /// <summary>Senders cut messages to fill packets; the smallest packets of any path carry more than this.</summary>
    private const int SmallestUsualPart = 256;

    /// <summary>
    /// What lies behind a gap, of which there may be much, gets a first buffer at most so many times as long as itself. Of what comes in
    /// its turn there is one message at a time.
    /// </summary>
    private const int MostForeseen = 8;

    private readonly SctpFragmentRing _waiting = new(pool);
    private int _usualLength;

    /// <summary>Gets whether anything waits for other chunks.</summary>
    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Takes a chunk whose TSN has not come before; delivers what it completes.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="isInTurn">Whether all TSNs before it have come.</param>
    /// <returns>False when the peer breaks the rules; the association cannot go on.</returns>
    public bool TryAccept(in SctpDataChunk chunk, bool isInTurn)
    {
        SctpFragment run;
        if ((chunk.Flags & SctpFlags.Begin) != 0)
        {
            var isWhole = (chunk.Flags & SctpFlags.End) != 0;
            run = Make(chunk, isWhole ? chunk.Payload.Length : Math.Max(ExpectedLength(chunk, isInTurn), chunk.Payload.Length * 2));
        }
        else if (_waiting.Find(chunk.Tsn - 1) is { HasBegin: true } begun)
        {
            if (!TryAppend(begun, chunk))
            {
                return false;
            }

            run = begun;
        }
        else
        {
            _waiting.Store(Make(chunk, chunk.Payload.Length));
            return true;
        }

        return TryExtend(run);
    }

    /// <summary>Forgets an unfinished message or stray chunk that ends at this TSN: all TSNs up to it, and the one behind it, are done with.</summary>
    public void Drop(uint tsn)
    {
        if (_waiting.Take(tsn) is { } fragment)
        {
            pool.Free(fragment);
        }
    }

    /// <summary>Nothing happens for now.</summary>
    public void Trim() => _waiting.Trim();

    public void Clear() => _waiting.Clear();

    private bool TryExtend(SctpFragment run)
    {
        while (!run.HasEnd && _waiting.Find(run.LastTsn + 1) is { HasBegin: false } next)
        {
            if (!run.Fits(next) || run.Length + next.Length > block.Options.MaxMessageSize)
            {
                return false;
            }

            _waiting.Take(next.LastTsn);
            Append(run, next.Buffer.AsSpan(0, next.Length), next.LastTsn, next.HasEnd);
            pool.Free(next);
        }

        if (!run.HasEnd)
        {
            _waiting.Store(run);
            return true;
        }

        if (run.Length > block.Options.MaxMessageSize)
        {
            return false;
        }

        pool.Fit(run);
        _usualLength = Math.Min(run.Length, Math.Min(LargestFirstBuffer, block.Options.ReceiveWindow / WindowShare));
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

        _waiting.Take(run.LastTsn);
        Append(run, chunk.Payload, chunk.Tsn, (chunk.Flags & SctpFlags.End) != 0);
        return true;
    }

    /// <summary>A first part smaller than any packet is worth a buffer of its own size only.</summary>
    private int ExpectedLength(in SctpDataChunk chunk, bool isInTurn) =>
        chunk.Payload.Length < SmallestUsualPart ? 0 : isInTurn ? _usualLength : Math.Min(_usualLength, MostForeseen * chunk.Payload.Length);

    private void Append(SctpFragment run, ReadOnlySpan<byte> payload, uint tsn, bool isEnd)
    {
        pool.Append(run, payload);
        run.LastTsn = tsn;
        run.HasEnd = isEnd;
    }

    private SctpFragment Make(in SctpDataChunk chunk, int capacity)
    {
        var fragment = pool.Rent(capacity);
        pool.Append(fragment, chunk.Payload);
        fragment.LastTsn = chunk.Tsn;
        fragment.Ppid = chunk.Ppid;
        fragment.Stream = chunk.Stream;
        fragment.Sequence = chunk.Sequence;
        fragment.IsUnordered = (chunk.Flags & SctpFlags.Unordered) != 0;
        fragment.HasBegin = (chunk.Flags & SctpFlags.Begin) != 0;
        fragment.HasEnd = (chunk.Flags & SctpFlags.End) != 0;
        return fragment;
    }
}
