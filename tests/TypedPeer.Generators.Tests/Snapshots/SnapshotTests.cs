using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Snapshots;

/// <summary>Generated code, word for word. Each source here also compiles without a warning.</summary>
public class SnapshotTests
{
    [Fact]
    public void Greeter() => Verify(SnapshotSources.Greeter);

    [Fact]
    public void Inheritance() => Verify(SnapshotSources.Inheritance);

    [Fact]
    public void Nested() => Verify(SnapshotSources.Nested);

    [Fact]
    public void DataTypes() => Verify(SnapshotSources.DataTypes);

    private static void Verify(string source, [CallerMemberName] string method = "") =>
        Snapshot.Verify(Compiler.Compile("Sample", [], source).Generated, method: method);
}
