using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.IO.Pipelines;
using System.Numerics;
using System.Text;
using TypedPeer;

namespace Kept.Third;

/// <summary>Every kind of call there was, with every kind of data.</summary>
[PeerContract]
[PeerError(typeof(OutOfStock))]
public partial interface IEveryCall : ICounting, IPlain
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    Task PingAsync();

    Task<Order?> FindAsync(int? id, List<Order>? among);

    ValueTask<Everything> EchoAsync(Everything value);

    ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, IAsyncEnumerable<string?> names, CancellationToken cancellationToken = default);

    IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, int count, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask MovedAsync(Spot at);

    [Concurrent]
    ValueTask<Spot> WhereAsync();

    ValueTask<int> OverloadedAsync(int @class);

    ValueTask<string> OverloadedAsync(string text, params int[] numbers);

    ValueTask<Widely> WidelyAsync(Widely value);

    ValueTask<IReadOnlyList<IFigure?>> FiguresAsync(IReadOnlyList<IFigure?> figures);

    ValueTask<Profile?> ProfileAsync(Profile? profile);

    ValueTask<long> SendAsync(Stream data, CancellationToken cancellationToken = default);

    ValueTask<Stream> ReceiveAsync(int length, CancellationToken cancellationToken = default);

    Task<PipeReader> PipeAsync(PipeReader input);

    Task<int> WorkAsync(int steps, IProgress<Step>? progress, CancellationToken cancellationToken = default);

    [Priority(PeerPriority.High)]
    ValueTask<ICounting> CreateAsync(int start);

    ValueTask<int> CountTwiceAsync(ICounting counter, ICounting? other);

    Task FailAsync();

    [OneWay]
    ValueTask PourAsync(string into, IAsyncEnumerable<int> drops);

    ValueTask<Richer> RicherAsync(Richer value);

    ValueTask<Outer.IInner> InnerAsync(int start);

    string Describe() => "local";
}

/// <summary>No contract: its methods belong to the contract that inherits from it.</summary>
public interface IPlain
{
    ValueTask<string> PlainAsync(string text);
}

public sealed partial class Outer
{
    [PeerContract(Name = "kept inner")]
    public partial interface IInner
    {
        ValueTask<int> @event(int @in, int reader = 1);
    }
}

public sealed record Box<T>(T Value, T? Other);

public sealed class Node
{
    public string Name { get; set; } = string.Empty;

    public List<Node> Children { get; set; } = [];
}

[PeerUnion(1, typeof(Warm))]
[PeerUnion(2, typeof(Cold))]
public abstract record Weather(int Degrees);

public sealed record Warm(int Degrees) : Weather(Degrees);

public sealed record Cold(int Degrees, bool Snow) : Weather(Degrees);

public readonly struct Reading(DateTime at, byte level, decimal? value)
{
    public DateTime At { get; } = at;

    public byte Level { get; } = level;

    public decimal? Value { get; } = value;
}

public sealed class Richer
{
    [PeerOrder(3)]
    public Box<int> Numbers { get; set; } = new(0, 0);

    [PeerOrder(2)]
    public Box<string> Texts { get; set; } = new(string.Empty, null);

    [PeerOrder(1)]
    public int[,,] Cube { get; set; } = new int[0, 0, 0];

    [PeerOrder(0)]
    public ObservableCollection<string?> Observed { get; set; } = [];

    [PeerOrder(4)]
    public SortedSet<int> SortedSet { get; set; } = [];

    [PeerOrder(5)]
    public ImmutableSortedDictionary<string, int[]> Sorted { get; set; } = ImmutableSortedDictionary<string, int[]>.Empty;

    [PeerOrder(6)]
    public ArraySegment<short> Segment { get; set; }

    [PeerOrder(7)]
    public ReadOnlyMemory<double> Doubles { get; set; }

    [PeerOrder(8)]
    public (int, int, int, int, int, int, int, string Last) Eight { get; set; }

    [PeerOrder(9)]
    public Complex Complex { get; set; }

    [PeerOrder(10)]
    public Node Tree { get; set; } = new();

    [PeerOrder(11)]
    public Weather? Weather { get; set; }

    [PeerOrder(12)]
    public Reading Reading { get; set; }

    [PeerOrder(13)]
    public KeyValuePair<string, DayOfWeek?> Entry { get; set; }
}

public sealed record OutOfStock(string Item, int Left);

public sealed record Step(int Number);

[PeerUnion(0, typeof(Dot))]
[PeerUnion(300, typeof(Bunch))]
public interface IFigure;

public sealed record Dot(double Size) : IFigure;

public sealed record Bunch(List<IFigure> Figures) : IFigure;

[PeerTolerant]
public sealed class Profile
{
    [PeerOrder(0)]
    public required string Name { get; init; }

    [PeerOrder(2)]
    public int Age { get; set; } = 1;
}

public sealed class Account
{
    public string Owner { get; private set; } = "nobody";

    [PeerInclude]
    private decimal _balance = 1;

    [PeerIgnore]
    public string? Secret { get; set; }

    public decimal Balance => _balance;

    public static Account Of(string owner, decimal balance) => new() { Owner = owner, _balance = balance, Secret = "not sent" };
}

public sealed class Widely
{
    public Half Half { get; set; }

    public Int128 Large { get; set; }

    public Rune Rune { get; set; }

    public DateOnly Date { get; set; }

    public TimeOnly? Time { get; set; }

    public BigInteger Big { get; set; }

    public Uri? Uri { get; set; }

    public Version? Version { get; set; }

    public BitArray? Bits { get; set; }

    public (int Left, string? Right) Pair { get; set; }

    public Tuple<int, string>? Old { get; set; }

    public KeyValuePair<int, long> Entry { get; set; }

    public int[,]? Grid { get; set; }

    public int[][]? Jagged { get; set; }

    public HashSet<int> Set { get; set; } = [];

    public Queue<string> Queue { get; set; } = [];

    public Stack<int> Stack { get; set; } = [];

    public LinkedList<int> Linked { get; set; } = [];

    public SortedDictionary<string, int> Sorted { get; set; } = [];

    public ConcurrentDictionary<string, int> Concurrent { get; set; } = [];

    public ImmutableArray<int> Immutable { get; set; }

    public FrozenSet<int> Frozen { get; set; } = FrozenSet<int>.Empty;

    public IReadOnlyDictionary<string, int?> ReadOnly { get; set; } = new Dictionary<string, int?>();

    public Vector3 Vector { get; set; }

    public Account Account { get; set; } = new();
}

[PeerContract]
public partial interface ICounting
{
    ValueTask<int> CountAsync(int from);
}

public sealed record Order(int Id, string Text)
{
    public List<Line> Lines { get; init; } = [];

    public Order? Previous { get; set; }
}

public readonly record struct Line(int Number, decimal Price);

public readonly record struct Tick(DateTimeOffset At, double Value);

public struct Spot
{
    public byte Level;
    public double X;
    public int Y;
}

public sealed class Everything
{
    public bool Flag { get; set; }

    public char Letter { get; set; }

    public decimal Money { get; set; }

    public Guid Id { get; set; }

    public DateTime At { get; set; }

    public DateTimeOffset? Until { get; set; }

    public DayOfWeek Day { get; set; }

    public double? Maybe { get; set; }

    public string? Text { get; set; }

    public required byte[] Bytes { get; init; }

    public string?[]? Words { get; set; }

    public Dictionary<string, List<int>> Map { get; set; } = [];

    public Memory<byte> Block { get; set; }

    public Spot Spot { get; set; }
}
