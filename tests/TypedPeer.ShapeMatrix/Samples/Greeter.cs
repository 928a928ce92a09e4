namespace Sample;

[PeerContract]
public partial interface IGreeter
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);
    IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, CancellationToken cancellationToken = default);
    ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default);
    [OneWay] ValueTask CursorMovedAsync(Point at);
    Task<Person?> FindAsync(int? id);
}

public readonly record struct Tick(DateTimeOffset At, double Value);

public struct Point { public int X; public double Y; }

public sealed record Person(string Name, int Age) { public List<Person> Friends { get; init; } = []; }
