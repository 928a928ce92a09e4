using System.Collections.Concurrent;

namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>Data that is much in memory and little on the wire.</summary>
[PeerContract]
public partial interface IBudgets
{
    Task<int> NothingsAsync(List<Nothing> values);

    Task<int> FullAsync(List<FullOfCollections> values);

    Task<int> HiddenAsync(List<HiddenRoom> values);

    Task<int> WideAsync(List<WideTolerant> values);

    Task<int> StructsAsync(List<WideStruct> values);

    Task<int> NestedAsync(List<List<List<Nothing>>> values);

    Task<int> TreesAsync(List<Tree> values);

    Task<List<FullOfCollections>> GetFullAsync(int count);

    IAsyncEnumerable<List<FullOfCollections>> StreamFullAsync(int count, CancellationToken cancellationToken = default);
}

public sealed class Nothing;

[PeerTolerant]
public sealed class FullOfCollections
{
    public List<string> First { get; set; } = new(16);

    public Dictionary<string, int> Second { get; set; } = new(16);

    public ConcurrentDictionary<int, int> Third { get; set; } = new();

    public HashSet<int> Fourth { get; set; } = new(16);
}

/// <summary>What it holds is its own affair, and no constructor parameter.</summary>
public sealed class HiddenRoom
{
    private readonly byte[] _room = new byte[4096];

    public bool IsFull { get; set; }

    public int Room() => _room.Length;
}

[PeerTolerant]
public sealed class WideTolerant
{
    public WideStruct First { get; set; }

    public WideStruct Second { get; set; }

    public WideStruct Third { get; set; }
}

[PeerTolerant]
public struct WideStruct
{
    public string? Text { get; set; }

    public (decimal, decimal, decimal, decimal, decimal, decimal, decimal) Seven { get; set; }

    public (decimal, decimal, decimal, decimal, decimal, decimal, decimal) More { get; set; }
}

public sealed class Tree
{
    public List<Tree>? Branches { get; set; }
}
