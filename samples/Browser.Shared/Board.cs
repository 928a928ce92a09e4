using System.Globalization;

namespace TypedPeer.Samples.Browser;

/// <summary>
/// What is drawn, as data that merges: a set of strokes that only grows, and the last clearing, which hides those not later than itself. Peers that have
/// heard of the same strokes and clearings have the same board, whatever the order. Of more than <see cref="MaxStrokes"/> the latest stay, on every
/// board the same ones. All members may be called at once. <c>Page/src/board/board.ts</c> is the same.
/// </summary>
public sealed class Board
{
    /// <summary>The most strokes on a board.</summary>
    public const int MaxStrokes = 5_000;

    /// <summary>The last time there is: a stroke that claims a later one is none.</summary>
    public const int MaxClock = 1_000_000_000;

    private const int MaxColors = 8;
    private const int MaxIdLength = 80;

    private readonly Lock _lock = new();
    private readonly SortedSet<Stroke> _strokes = new(Comparer<Stroke>.Create(Compare));
    private Clearing _clearing = Clearing.Never;
    private ulong _hash;
    private int _clock;

    /// <summary>Raised behind each change; not under the lock.</summary>
    public event Action? Changed;

    /// <summary>Gets what it is compared by.</summary>
    public BoardDigest Digest
    {
        get
        {
            lock (_lock)
            {
                return new(_strokes.Count, (_hash ^ StrokeHash.Of(_clearing)).ToString("x16", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Gets the strokes, the lowest first.</summary>
    public IReadOnlyList<Stroke> Strokes
    {
        get
        {
            lock (_lock)
            {
                return [.. _strokes];
            }
        }
    }

    /// <summary>Returns a time later than all that this board has seen.</summary>
    public int NextClock()
    {
        lock (_lock)
        {
            return _clock = Math.Min(_clock + 1, MaxClock);
        }
    }

    /// <summary>Returns whether it is one: its author may be anybody.</summary>
    public static bool IsValid(Stroke stroke) =>
        IsId(stroke.Id)
        && stroke.Clock is >= 1 and <= MaxClock
        && stroke.Color < MaxColors
        && stroke.Width is >= 1 and <= Stroke.MaxWidth
        && stroke.Dots.Length is >= 1 and <= Stroke.MaxDots
        && stroke.Dots.All(static dot => dot is { X: <= Dot.Width, Y: <= Dot.Height });

    /// <summary>Returns whether it is on the board.</summary>
    public bool Has(Stroke stroke)
    {
        lock (_lock)
        {
            return _strokes.Contains(stroke);
        }
    }

    /// <summary>Adds a stroke of anybody's; returns whether it is new. One that is no stroke is left out, here as everywhere.</summary>
    public bool Add(Stroke stroke)
    {
        lock (_lock)
        {
            if (!IsValid(stroke) || stroke.Clock <= _clearing.Clock || !_strokes.Add(stroke))
            {
                return false;
            }

            _clock = Math.Max(_clock, stroke.Clock);
            _hash ^= StrokeHash.Of(stroke);
            if (_strokes.Count > MaxStrokes)
            {
                Remove(_strokes.Min!);
            }
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Wipes what is not later; returns whether it is a later clearing than before.</summary>
    public bool Clear(Clearing clearing)
    {
        lock (_lock)
        {
            if (!IsId(clearing.Author) || clearing.Clock is < 1 or > MaxClock || (clearing.Clock, clearing.Author).CompareTo((_clearing.Clock, _clearing.Author)) <= 0)
            {
                return false;
            }

            _clearing = clearing;
            _clock = Math.Max(_clock, clearing.Clock);
            while (_strokes.Min is { } first && first.Clock <= clearing.Clock)
            {
                Remove(first);
            }
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Takes in a part of another board.</summary>
    public void Merge(BoardPart part)
    {
        Clear(part.Clearing);
        foreach (var stroke in part.Strokes)
        {
            Add(stroke);
        }
    }

    /// <summary>Returns the whole board, in parts; at least one.</summary>
    public IEnumerable<BoardPart> Parts()
    {
        Clearing clearing;
        Stroke[] strokes;
        lock (_lock)
        {
            (clearing, strokes) = (_clearing, [.. _strokes]);
        }

        yield return new() { Clearing = clearing, Strokes = [] };
        foreach (var some in strokes.Chunk(BoardPart.MaxStrokes))
        {
            yield return new() { Clearing = clearing, Strokes = some };
        }
    }

    private static int Compare(Stroke first, Stroke second) =>
        first.Clock != second.Clock ? first.Clock.CompareTo(second.Clock) : string.CompareOrdinal(first.Id, second.Id);

    private static bool IsId(string id) => id.Length is >= 1 and <= MaxIdLength && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private void Remove(Stroke stroke)
    {
        _strokes.Remove(stroke);
        _hash ^= StrokeHash.Of(stroke);
    }
}
