using TypedPeer;

namespace Kept.First;

/// <summary>Every kind of call there was, with every kind of data.</summary>
[PeerContract]
public partial interface IEveryCall : ICounting
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

    string Describe() => "local";
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
