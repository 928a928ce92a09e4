using System.Diagnostics.CodeAnalysis;

namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>Data whose members and constructors are not quite each other's.</summary>
[PeerContract]
public partial interface IPeculiar
{
    Task<Overriding> OverridingAsync(Overriding value);

    Task<OverridingRecord> OverridingRecordAsync(OverridingRecord value);

    Task<Photo> PhotoAsync(Photo value);

    Task<Ring> RingAsync(Ring value);

    Task<Article> ArticleAsync(Article value);

    Task<Choosy> ChoosyAsync(Choosy value);

    Task<Widened> WidenedAsync(Widened value);

    Task<Price> PriceAsync(Price value);

    Task<Named> NamedAsync(Named value);

    Task<Flow> FlowAsync(Flow value);

    Task<TolerantFlow> TolerantFlowAsync(TolerantFlow value);

    Task<IOutcome<int, string?>> OutcomeAsync(IOutcome<int, string?> value);

    Task<Pair<(int A, int B)>> PairAsync(Pair<(int X, int Y)> value);
}

public abstract class OverridingBase
{
    public abstract int Id { get; }

    public virtual string Name => "none";

    public virtual string? Text { get; set; }

    public virtual int Count { get; set; }

    public virtual int Twice => 2;

    public abstract int Set { get; protected set; }
}

public sealed class Overriding(int id, string name, int age) : OverridingBase
{
    public override int Id { get; } = id;

    public override string Name { get; } = name;

    public override string? Text
    {
        set => base.Text = value + "!";
    }

    public override int Count { get; set; }

    public override int Twice => Id * 2;

    public override int Set { get; protected set; }

    public int Age { get; } = age;

    public void Put(int set) => Set = set;
}

public abstract record OverriddenRecord
{
    public abstract int Id { get; init; }

    public abstract double Area { get; }
}

public sealed record OverridingRecord(int Id, double Side) : OverriddenRecord
{
    public override int Id { get; init; } = Id;

    public override double Area => Side * Side;
}

/// <summary>A computed member is named as the parameter of the constructor that copies a record.</summary>
public record Photo(string Url)
{
    public string Original => Url + "?full";
}

/// <summary>A computed member is named as a parameter of a constructor that is not the one to call.</summary>
public sealed class Ring
{
    public Ring(int radius) => Radius = radius;

    public Ring(double diameter, bool isInner)
        : this((int)(diameter / 2) - (isInner ? 1 : 0))
    {
    }

    public int Radius { get; }

    public double Diameter => Radius * 2;
}

public sealed class Article(int id, IEnumerable<string> tags, params int[] sizes)
{
    public int Id { get; } = id;

    public IReadOnlyList<string> Tags { get; } = [.. tags];

    public int[] Sizes { get; } = sizes;
}

/// <summary>Optional parameters that belong to no member, one of them before others.</summary>
public sealed class Choosy(int a, Action<string>? log = null, string @class = "none")
{
    public int A { get; } = a;

    public string Class { get; } = @class;

    public void Say() => log?.Invoke(Class);
}

public sealed class Widened(long id, object? tag)
{
    public int Id { get; } = (int)id;

    public string? Tag { get; } = (string?)tag;
}

public readonly struct Price(decimal amount, in string currency)
{
    public decimal Amount { get; } = amount;

    public string Currency { get; } = currency;
}

/// <summary>What the constructor takes may not be null, and what it keeps may be.</summary>
public sealed class Named(string name, IEnumerable<string> others)
{
    public string? Name { get; } = name;

    public IReadOnlyList<string?> Others { get; } = [.. others];
}

public sealed class Flow
{
    private string? _text;

    [DisallowNull]
    public string? Never
    {
        get => _text;
        set => _text = value ?? throw new ArgumentNullException(nameof(value));
    }

    [DisallowNull]
    public string? Once { get; init; } = "once";

    [AllowNull]
    public string Always
    {
        get => field ?? "always";
        set;
    }

    [MaybeNull]
    public string Maybe { get; set; } = "maybe";

    public string Getter
    {
        [return: MaybeNull]
        get;
        set;
    } = "getter";

    [NotNull]
    public string? Not { get; set; } = "not";
}

[PeerTolerant]
public sealed class TolerantFlow
{
    private string? _text;

    [DisallowNull]
    public string? Never
    {
        get => _text;
        set => _text = value ?? throw new ArgumentNullException(nameof(value));
    }

    [MaybeNull]
    public List<string?> Maybe { get; set; } = null!;
}

[PeerUnion(0, typeof(Good<,>))]
[PeerUnion(1, typeof(Bad<,>))]
public interface IOutcome<T, TError>;

public sealed record Good<T, TError>(T Value) : IOutcome<T, TError>;

public sealed record Bad<T, TError>(TError Why) : IOutcome<T, TError>;

public sealed class Pair<T>
{
    public T? Value { get; set; }
}
