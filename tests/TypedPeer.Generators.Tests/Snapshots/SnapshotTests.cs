using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Snapshots;

/// <summary>Generated code, word for word. Each source here also compiles without a warning.</summary>
public class SnapshotTests
{
    [Fact]
    public void Greeter() => Verify("""
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
        """);

    [Fact]
    public void Inheritance() => Verify("""
        namespace Sample;

        public interface IPlain { Task PlainAsync(); }

        [PeerContract]
        public partial interface IParent : IPlain { ValueTask<int> ParentAsync(int x); }

        [PeerContract(Name = "child")]
        public partial interface IChild : IParent { ValueTask<int> ChildAsync(int x); }
        """);

    [Fact]
    public void Nested() => Verify("""
        public partial class Outer
        {
            [PeerContract]
            private partial interface IInner { Task M(Box<string?> box, int @class); Task M(); }
        }

        public class Box<T> { public T? Value { get; set; } }
        """);

    private static void Verify(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        Snapshot.Verify(Compiler.Compile("Sample", [], source).Generated, method: method);
}
