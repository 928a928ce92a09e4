namespace Sample;

[PeerContract]
public partial interface IDraw { Task DrawAsync(List<IShape> shapes, Settings settings, (int X, string? Label) at, Account account); }

[PeerUnion(0, typeof(Circle))]
[PeerUnion(1, typeof(Group))]
public interface IShape;

public sealed record Circle(double Radius) : IShape;

public sealed record Group(List<IShape> Shapes) : IShape;

[PeerTolerant]
public sealed class Settings
{
    public required string Name { get; init; }
    public int Width { get; set; } = 640;
    public string? Note { get; set; }
}

public sealed class Account
{
    public string Owner { get; private set; } = "";
    [PeerInclude] private decimal _balance = 1;
    public decimal Balance() => _balance;
    [PeerIgnore] public string? Secret { get; set; }
}
