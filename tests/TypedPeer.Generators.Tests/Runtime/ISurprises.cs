namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>Data as its authors write it who never read what travels best.</summary>
[PeerContract]
public partial interface ISurprises
{
    Task<Employee> EmployeeAsync(Employee value);

    Task<Flags> FlagsAsync(Flags value);

    Task<Money> MoneyAsync(Money value);

    Task<Hidden> HiddenAsync(Hidden value);

    Task<Key<Employee>> KeyAsync(Key<Employee> value);
}

/// <summary>A base class that lets nobody else set its members.</summary>
public abstract class Entity
{
    private List<string>? _tags;

    public int Id { get; private set; }

    public string? Note { get; private init; }

    [PeerInclude]
    private string? Secret { get; set; }

    [PeerInclude]
    private long _version;

    public (int Id, string? Secret, long Version) All => (Id, Secret, _version);

    public IReadOnlyList<string>? Tags() => _tags;

    public void Set(int id, string? secret, long version)
    {
        (Id, Secret, _version) = (id, secret, version);
        _tags = [];
    }
}

public class Person2(string name) : Entity
{
    public string Name { get; private set; } = name;
}

public sealed class Employee(string name, decimal salary) : Person2(name)
{
    public decimal Salary { get; } = salary;
}

/// <summary>A struct without references whose members must be checked, and may be set by itself only.</summary>
public struct Flags
{
    public bool A { get; private set; }

    public DayOfWeek Day { get; private set; }

    public DateTime At { get; init; }

    public static Flags Of(bool a, DayOfWeek day, DateTime at) => new() { A = a, Day = day, At = at };
}

public readonly struct Money
{
    private readonly decimal _amount;

    public Money(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        _amount = amount;
    }

    public decimal Amount => _amount;
}

public readonly struct Hidden
{
    private readonly bool _first;
    private readonly TimeOnly _second;

    private Hidden(bool first, TimeOnly second) => (_first, _second) = (first, second);

    public (bool First, TimeOnly Second) Both => (_first, _second);

    public static Hidden Of(bool first, TimeOnly second) => new(first, second);
}

/// <summary>A key whose type parameter says what it is the key of, and does not travel.</summary>
public readonly record struct Key<T>(Guid Value)
    where T : Entity;
