using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace TypedPeer.WebAssembly.Walk;

public sealed record Step(int Number);

public sealed record OutOfStock(string Item, int Left);

[PeerTolerant]
public sealed class Settings
{
    [PeerOrder(0)]
    public required string Name { get; init; }

    [PeerOrder(2)]
    public int Size { get; set; } = 1;
}

public sealed record Node(int Depth, Node? Next);

[PeerUnion(1, typeof(Dot))]
[PeerUnion(2, typeof(Bunch))]
public abstract record Figure;

public sealed record Dot(double Size) : Figure;

public sealed record Bunch(List<Figure?> Figures) : Figure;

public readonly record struct Spot(byte Level, double X, int? Y);

public struct Cell
{
    public byte Kind;
    public long Value;
}

/// <summary>Members of many types.</summary>
public sealed class Sample
{
    public bool Flag { get; set; }

    public char Letter { get; set; }

    public sbyte Small { get; set; }

    public ulong Large { get; set; }

    public Int128 Huge { get; set; }

    public Half Half { get; set; }

    public double? Maybe { get; set; }

    public decimal Money { get; set; }

    public Guid Id { get; set; }

    public DateTime At { get; set; }

    public DateTimeOffset Until { get; set; }

    public TimeSpan Every { get; set; }

    public DateOnly Date { get; set; }

    public TimeOnly Time { get; set; }

    public DayOfWeek Day { get; set; }

    public Rune Rune { get; set; }

    public string? Text { get; set; }

    public BigInteger Big { get; set; }

    public Complex Complex { get; set; }

    public Vector3 Vector { get; set; }

    public Uri? Uri { get; set; }

    public Version? Version { get; set; }

    public BitArray? Bits { get; set; }

    public byte[] Bytes { get; set; } = [];

    public ReadOnlyMemory<double> Doubles { get; set; }

    public Cell[] Cells { get; set; } = [];

    public decimal[] Prices { get; set; } = [];

    public string?[] Words { get; set; } = [];

    public int[,] Grid { get; set; } = new int[0, 0];

    public int[][] Jagged { get; set; } = [];

    public List<Spot> Spots { get; set; } = [];

    public Dictionary<string, List<int>> Map { get; set; } = [];

    public SortedDictionary<string, int> Sorted { get; set; } = [];

    public HashSet<string> Set { get; set; } = [];

    public Queue<string> Queue { get; set; } = [];

    public Stack<int> Stack { get; set; } = [];

    public LinkedList<int> Linked { get; set; } = [];

    public ConcurrentDictionary<string, int> Concurrent { get; set; } = [];

    public ImmutableArray<int> Immutable { get; set; } = [];

    public ImmutableSortedDictionary<string, int> ImmutableMap { get; set; } = ImmutableSortedDictionary<string, int>.Empty;

    public FrozenSet<int> Frozen { get; set; } = FrozenSet<int>.Empty;

    public IReadOnlyList<int?> ReadOnly { get; set; } = [];

    public (int Left, string? Right) Pair { get; set; }

    public Tuple<int, string>? Old { get; set; }

    public KeyValuePair<int, long> Entry { get; set; }

    public Figure? Figure { get; set; }

    public static Sample Create() => new()
    {
        Flag = true,
        Letter = 'é',
        Small = -5,
        Large = ulong.MaxValue,
        Huge = Int128.MinValue,
        Half = (Half)1.5,
        Maybe = -0.25,
        Money = 12.30m,
        Id = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        At = new DateTime(2026, 11, 21, 1, 2, 3, DateTimeKind.Utc),
        Until = new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.FromHours(2)),
        Every = TimeSpan.FromTicks(12345),
        Date = new DateOnly(2026, 11, 21),
        Time = new TimeOnly(1, 2, 3),
        Day = DayOfWeek.Friday,
        Rune = new Rune(0x1F30D),
        Text = "héllo 🌍",
        Big = BigInteger.Pow(2, 70),
        Complex = new(1, -1),
        Vector = new(1, 2, 3),
        Uri = new Uri("https://example.org/a?b=c"),
        Version = new Version(1, 2, 3),
        Bits = new BitArray([true, false, true]),
        Bytes = [1, 2, 3],
        Doubles = new[] { 0.5, 1.5 },
        Cells = [new() { Kind = 1, Value = 2 }, new() { Kind = 3, Value = 4 }],
        Prices = [1.10m, -2m],
        Words = ["a", null, ""],
        Grid = new[,] { { 1, 2 }, { 3, 4 } },
        Jagged = [[1], [], [2, 3]],
        Spots = [new(1, 2.5, null), new(2, -1, 7)],
        Map = new() { ["k"] = [1, 2] },
        Sorted = new() { ["b"] = 2, ["a"] = 1 },
        Set = ["one"],
        Queue = new(["a", "b"]),
        Stack = new([1, 2, 3]),
        Linked = new([4, 5]),
        Concurrent = new([KeyValuePair.Create("c", 1)]),
        Immutable = [1, 2],
        ImmutableMap = ImmutableSortedDictionary<string, int>.Empty.Add("m", 5),
        Frozen = FrozenSet.ToFrozenSet([7]),
        ReadOnly = [1, null],
        Pair = (1, null),
        Old = Tuple.Create(1, "old"),
        Entry = KeyValuePair.Create(1, 2L),
        Figure = new Bunch([new Dot(2.5), null, new Bunch([])]),
    };

    /// <summary>Says everything in it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in (ReadOnlySpan<object?>)
        [
            Flag, Letter, Small, Large, Huge, Half, Maybe, Money, Id, At, At.Kind, Until, Every, Date, Time, Day, Rune, Text, Big, Complex, Vector, Uri, Version,
            Bits, Bytes, Doubles.ToArray(), Cells.Select(static cell => $"{cell.Kind}:{cell.Value}"), Prices, Words, Grid, Jagged, Spots, Map, Sorted, Set, Queue, Stack, Linked,
            Concurrent, Immutable, ImmutableMap, Frozen, ReadOnly, Pair, Old, Entry, Figure,
        ])
        {
            Add(text, part);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, object? part)
    {
        switch (part)
        {
            case string or null:
                text.Append(part ?? "null");
                break;
            case Bunch bunch:
                Add(text, bunch.Figures);
                break;
            case KeyValuePair<string, List<int>> entry:
                text.Append(entry.Key);
                Add(text, entry.Value);
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Add(text, item);
                }

                text.Append(']');
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{part}");
                break;
        }

        text.Append(' ');
    }
}
