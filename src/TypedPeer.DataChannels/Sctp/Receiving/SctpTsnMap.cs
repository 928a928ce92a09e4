using System.Buffers.Binary;
using System.Numerics;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>Which TSNs have come (RFC 9260 section 6.2): a cumulative one, and beyond it a ring of bits that exists only once something came out of order.</summary>
internal sealed class SctpTsnMap(uint initialTsn)
{
    /// <summary>How far beyond the cumulative TSN one may lie: as far as a gap block can say.</summary>
    public const int Reach = 65535;

    private const int WordCount = (Reach + 1) / 64;

    private ulong[]? _bits;

    /// <summary>Which words of the ring are not zero, so that what is far ahead is found without looking at all between.</summary>
    private ulong[] _words = [];

    /// <summary>Which words of the ring are not full, so that the end of a run is found without looking at all of the run.</summary>
    private ulong[] _gaps = [];

    /// <summary>Gets how many words or bits were looked at; what a peer asks for is bounded by this.</summary>
    public long Steps { get; private set; }

    /// <summary>Gets the highest TSN up to which all have come.</summary>
    public uint Cumulative { get; private set; } = initialTsn - 1;

    /// <summary>Gets the highest TSN that has come.</summary>
    public uint Highest { get; private set; } = initialTsn - 1;

    public bool HasGaps => Highest != Cumulative;

    public bool IsWithinReach(uint tsn) => (int)(tsn - Cumulative) <= Reach;

    /// <summary>Whether this TSN, which lies within reach, has come before.</summary>
    public bool Contains(uint tsn) =>
        !SerialNumber.IsAfter(tsn, Cumulative)
        || (_bits is not null && !SerialNumber.IsAfter(tsn, Highest) && (_bits[WordOf(tsn)] & BitOf(tsn)) != 0);

    /// <summary>Notes a TSN within reach that has not come before.</summary>
    public void Add(uint tsn)
    {
        if (tsn == Cumulative + 1)
        {
            Cumulative = tsn;
            if (Highest == tsn - 1)
            {
                Highest = tsn;
                return;
            }

            FollowRun();
            return;
        }

        if (_bits is null)
        {
            _bits = new ulong[WordCount];
            _words = new ulong[WordCount / 64];
            _gaps = new ulong[WordCount / 64];
            _gaps.AsSpan().Fill(ulong.MaxValue);
        }

        Set(WordOf(tsn), _bits[WordOf(tsn)] | BitOf(tsn));
        if (SerialNumber.IsAfter(tsn, Highest))
        {
            Highest = tsn;
        }
    }

    /// <summary>Takes all TSNs up to this one, which lies within reach, as come (RFC 3758 section 3.6).</summary>
    public void AdvanceTo(uint tsn)
    {
        if (!SerialNumber.IsAfter(tsn, Cumulative))
        {
            return;
        }

        var last = SerialNumber.IsBefore(tsn, Highest) ? tsn : Highest;
        for (var position = Cumulative + 1; TryFind(position, true, out var found) && !SerialNumber.IsAfter(found, last);)
        {
            // What is left of the word is cleared at once, unless it goes on behind the last.
            Steps++;
            var end = found | 63;
            var kept = last - found >= end - found ? 0UL : _bits![WordOf(found)] & ~(ulong.MaxValue >> (int)(63 - (last & 63)));
            Set(WordOf(found), kept | (_bits![WordOf(found)] & (BitOf(found) - 1)));
            position = end + 1;
        }

        Cumulative = tsn;
        if (SerialNumber.IsAfter(tsn, Highest))
        {
            Highest = tsn;
        }

        FollowRun();
    }

    /// <summary>Finds the next TSN beyond the cumulative one that has come.</summary>
    public bool TryFindNext(uint from, out uint tsn) => TryFind(from, true, out tsn);

    /// <summary>Writes gap blocks, as many as fit, and returns how many.</summary>
    public int WriteGaps(Span<byte> destination)
    {
        var count = 0;
        var position = Cumulative + 1;
        while (destination.Length >= 4 && TryFind(position, true, out var start))
        {
            _ = TryFind(start, false, out var end);
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(start - Cumulative));
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(end - 1 - Cumulative));
            destination = destination[4..];
            count++;
            position = end;
        }

        return count;
    }

    private static int WordOf(uint tsn) => (int)((tsn & Reach) >> 6);

    private static ulong BitOf(uint tsn) => 1UL << (int)(tsn & 63);

    private void Set(int word, ulong bits)
    {
        _bits![word] = bits;
        Mark(_words, word, bits != 0);
        Mark(_gaps, word, bits != ulong.MaxValue);
    }

    private static void Mark(ulong[] marks, int word, bool isMarked)
    {
        var mask = 1UL << (word & 63);
        marks[word >> 6] = isMarked ? marks[word >> 6] | mask : marks[word >> 6] & ~mask;
    }

    /// <summary>Counts the words from this one on, around the ring, before the next that is marked.</summary>
    private uint UnmarkedWordsFrom(int word, ulong[] marks)
    {
        for (var skipped = 0; skipped < WordCount;)
        {
            Steps++;
            var index = (word + skipped) & (WordCount - 1);
            var rest = marks[index >> 6] >> (index & 63);
            if (rest != 0)
            {
                return (uint)(skipped + BitOperations.TrailingZeroCount(rest));
            }

            skipped += 64 - (index & 63);
        }

        return WordCount;
    }

    private void FollowRun()
    {
        while (Cumulative != Highest && (_bits![WordOf(Cumulative + 1)] & BitOf(Cumulative + 1)) != 0)
        {
            Steps++;
            Cumulative++;
            Set(WordOf(Cumulative), _bits[WordOf(Cumulative)] & ~BitOf(Cumulative));
        }
    }

    /// <summary>Finds the first TSN from a place on whose bit is set, or clear; false (and the TSN after the highest) when there is none.</summary>
    private bool TryFind(uint from, bool set, out uint found)
    {
        found = from;
        if (_bits is null)
        {
            found = Highest + 1;
            return false;
        }

        while (!SerialNumber.IsAfter(found, Highest))
        {
            Steps++;
            var word = _bits[WordOf(found)];
            var rest = (set ? word : ~word) >> (int)(found & 63);
            if (rest != 0)
            {
                found += (uint)BitOperations.TrailingZeroCount(rest);
                if (!SerialNumber.IsAfter(found, Highest))
                {
                    return true;
                }

                break;
            }

            found += 64 - (found & 63);
            found += 64 * UnmarkedWordsFrom(WordOf(found), set ? _words : _gaps);
        }

        found = Highest + 1;
        return false;
    }
}
