namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>What a developer may write who knows C# and not this library.</summary>
[PeerContract]
public partial interface IShapes : ILeft, IRight
{
    IAsyncEnumerable<string> ZipAsync(IAsyncEnumerable<int> numbers, string between, IAsyncEnumerable<string?> texts, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask DrainAsync(IAsyncEnumerable<int> numbers);

    ValueTask<string> DefaultsAsync(
        int number = -1,
        DayOfWeek day = DayOfWeek.Friday,
        decimal money = 1.50m,
        char letter = '\'',
        double nothing = double.NaN,
        string? none = null,
        string text = "a \"quoted\"\nline",
        int? maybe = null,
        int? some = 7,
        Point point = default,
        DateTime at = default,
        CancellationToken cancellationToken = default);

    Task<int> SumAsync(params int[] values);

    Task<string> JoinAsync(string by, CancellationToken cancellationToken, params string[] values);

    ValueTask<string> OverloadedAsync(int value);

    ValueTask<string> OverloadedAsync(string value);

    ValueTask<string> OverloadedAsync(List<string?> value);

    ValueTask<string> @event(int @class, string @string, CancellationToken @default = default);

    ValueTask<string> ComposedAsync() => OverloadedAsync(3);
}

[PeerContract]
public partial interface IRoot
{
    ValueTask<string> RootAsync();
}

[PeerContract]
public partial interface ILeft : IRoot
{
    ValueTask<string> LeftAsync();
}

[PeerContract]
public partial interface IRight : IRoot
{
    ValueTask<string> RightAsync();
}

/// <summary>Lends objects, and counts how they are used.</summary>
[PeerContract]
public partial interface ILending
{
    ValueTask<ICounter> LendAsync(int start);

    IAsyncEnumerable<ICounter> LendManyAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<int> UseAllAsync(IAsyncEnumerable<ICounter> counters, Pair pair);
}

/// <summary>References within data.</summary>
public sealed record Pair(ICounter One, ICounter? Two);
