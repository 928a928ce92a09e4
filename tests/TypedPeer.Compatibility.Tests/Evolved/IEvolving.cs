namespace TypedPeer.Compatibility.Tests.Evolved;

/// <summary>What became of the contract that the kept versions know.</summary>
[PeerContract(Name = "evolving")]
public partial interface IEvolving
{
    ValueTask<string> UnchangedAsync(string text, Stable value);

    ValueTask<int> AddedAsync(int value);

    ValueTask<int> RenamedNowAsync(int value);

    ValueTask<int> OtherParametersAsync(int value, int more);

    ValueTask<string> OtherResultAsync(int value);

    ValueTask<MemberRenamed> MemberRenamedAsync(MemberRenamed value);

    ValueTask<TypeAfter> TypeRenamedAsync(int value);

    ValueTask<TypeAfter> TypeOfParameterRenamedAsync(TypeAfter value);

    ValueTask<Growing> GrowingAsync(int value);

    ValueTask<Shrinking> ShrinkingAsync(int value);

    ValueTask<MemberRetyped> MemberRetypedAsync(int value);

    ValueTask<Reordered> ReorderedAsync(int value);

    IAsyncEnumerable<int> StreamAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<long> OtherItemsAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<Choice> EnumAsync(Choice value);

    ValueTask<string?> ParameterRenamedAsync(string? after = "default");

    ValueTask<Settings> SettingsAsync(Settings value);

    ValueTask<Rest> RestAsync(Rest value);

    ValueTask<Reused> ReusedAsync(Reused value);

    ValueTask<Needing> NeedingAsync(Needing value);

    ValueTask<IShape> ShapeAsync(IShape value);

    ValueTask<ICounter> CounterAsync(int start);

    ValueTask<int> CountAsync(ICounter counter);
}

[PeerContract(Name = "evolving counter")]
public partial interface ICounter
{
    ValueTask<int> NextAsync();

    ValueTask<string> OtherResultAsync();

    ValueTask<int> AddedAsync();
}

public sealed record Stable(int Number, string? Text);

public sealed record MemberRenamed(int Number, string Road);

public sealed record TypeAfter(int Number);

public sealed record Growing(int Number, int More);

public sealed record Shrinking(int Number);

public sealed record MemberRetyped(long Number);

public sealed record Reordered(string Text, int Number);

public enum Choice
{
    No,
    Yes,
    Perhaps,
}

[PeerTolerant]
public sealed class Settings
{
    [PeerOrder(0)]
    public string Name { get; set; } = "unnamed";

    [PeerOrder(1)]
    public int Width { get; set; }

    [PeerOrder(2)]
    public int Height { get; set; } = 480;
}

[PeerTolerant]
public sealed class Rest
{
    [PeerOrder(0)]
    public int First { get; set; }

    [PeerOrder(2)]
    public int Third { get; set; }
}

[PeerTolerant]
public sealed class Reused
{
    [PeerOrder(0)]
    public int First { get; set; }

    [PeerOrder(1)]
    public string? Title { get; set; }
}

[PeerTolerant]
public sealed record Needing(int Number, string Text);

[PeerUnion(0, typeof(Circle))]
[PeerUnion(2, typeof(Triangle))]
public interface IShape;

public sealed record Circle(double Radius) : IShape;

public sealed record Triangle(int Side) : IShape;
