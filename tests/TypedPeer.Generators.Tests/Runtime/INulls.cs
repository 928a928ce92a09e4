namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>A contract that allows no null anywhere.</summary>
[PeerContract]
public partial interface INulls
{
    ValueTask TakeAsync(string first, Basket basket);

    ValueTask<Basket> GiveAsync();

    ValueTask<string> NameAsync();

    IAsyncEnumerable<string> StreamAsync(CancellationToken cancellationToken = default);

    ValueTask<int> CountAsync(IAsyncEnumerable<Basket> baskets);

    ValueTask<int> MapAsync(Dictionary<string, string> texts);
}

public sealed record Basket(string Owner, List<Fruit> Fruits, IReadOnlyCollection<string> Tags, Growing2 Rest);

public sealed record Fruit(int Count, string Name);

[PeerTolerant]
public sealed class Growing2
{
    public int Size { get; set; }

    public string[] Notes { get; set; } = [];
}
