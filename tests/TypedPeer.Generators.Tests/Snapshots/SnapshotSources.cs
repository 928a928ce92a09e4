namespace TypedPeer.Generators.Tests.Snapshots;

/// <summary>The sources behind the snapshots, where other test projects reach them too.</summary>
public static class SnapshotSources
{
    public const string Greeter = """
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
        """;

    public const string Inheritance = """
        namespace Sample;

        public interface IPlain { Task PlainAsync(); }

        [PeerContract]
        public partial interface IParent : IPlain { ValueTask<int> ParentAsync(int x); }

        [PeerContract(Name = "child")]
        public partial interface IChild : IParent { ValueTask<int> ChildAsync(int x); }
        """;

    public const string Nested = """
        public partial class Outer
        {
            [PeerContract]
            private partial interface IInner { Task M(Box<string?> box, int @class); Task M(); }
        }

        public class Box<T> { public T? Value { get; set; } }
        """;

    public const string DataTypes = """
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
        """;
}
