using TypedPeer;

namespace Kept.Third;

/// <summary>A contract as it was before it changed; what it became is in the tests.</summary>
[PeerContract(Name = "evolving")]
public partial interface IEvolving
{
    ValueTask<string> UnchangedAsync(string text, Stable value);

    ValueTask<int> RemovedAsync(int value);

    ValueTask<int> RenamedAsync(int value);

    ValueTask<int> OtherParametersAsync(int value);

    ValueTask<int> OtherResultAsync(int value);

    ValueTask<MemberRenamed> MemberRenamedAsync(MemberRenamed value);

    ValueTask<TypeBefore> TypeRenamedAsync(int value);

    ValueTask<TypeBefore> TypeOfParameterRenamedAsync(TypeBefore value);

    ValueTask<Growing> GrowingAsync(int value);

    ValueTask<Shrinking> ShrinkingAsync(int value);

    ValueTask<MemberRetyped> MemberRetypedAsync(int value);

    ValueTask<Reordered> ReorderedAsync(int value);

    IAsyncEnumerable<int> StreamAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> OtherItemsAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<Choice> EnumAsync(Choice value);

    ValueTask<string> ParameterRenamedAsync(string before);

    ValueTask<Settings> SettingsAsync(Settings value);

    ValueTask<Rest> RestAsync(Rest value);

    ValueTask<Reused> ReusedAsync(Reused value);

    ValueTask<Needing> NeedingAsync(Needing value);

    ValueTask<IShape> ShapeAsync(IShape value);

    ValueTask<ICounter> CounterAsync(int start);

    ValueTask<int> CountAsync(ICounter counter);
}

/// <summary>An object that travels by reference.</summary>
[PeerContract(Name = "evolving counter")]
public partial interface ICounter
{
    ValueTask<int> NextAsync();

    ValueTask<int> OtherResultAsync();
}

public enum Choice
{
    No,
    Yes,
}

/// <summary>Gets a member more.</summary>
[PeerTolerant]
public sealed class Settings
{
    [PeerOrder(0)]
    public string Name { get; set; } = "unnamed";

    [PeerOrder(1)]
    public int Width { get; set; }
}

/// <summary>Loses its second member.</summary>
[PeerTolerant]
public sealed class Rest
{
    [PeerOrder(0)]
    public int First { get; set; }

    [PeerOrder(1)]
    public string? Second { get; set; } = "kept";

    [PeerOrder(2)]
    public int Third { get; set; }
}

/// <summary>Gives its second place to another member.</summary>
[PeerTolerant]
public sealed class Reused
{
    [PeerOrder(0)]
    public int First { get; set; }

    [PeerOrder(1)]
    public int Second { get; set; }
}

/// <summary>Gets a member that cannot be left out.</summary>
[PeerTolerant]
public sealed record Needing(int Number);

[PeerUnion(0, typeof(Circle))]
[PeerUnion(1, typeof(Square))]
public interface IShape;

public sealed record Circle(double Radius) : IShape;

/// <summary>Leaves the union.</summary>
public sealed record Square(int Side) : IShape;

public sealed record Stable(int Number, string? Text);

public sealed record MemberRenamed(int Number, string Street);

public sealed record TypeBefore(int Number);

public sealed record Growing(int Number);

public sealed record Shrinking(int Number, int More);

public sealed record MemberRetyped(int Number);

public sealed record Reordered(int Number, string Text);
