using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Snapshots;

/// <summary>
/// Generated code, word for word: four samples to read, and the shape matrix. Each source here also compiles without a warning,
/// and TypedPeer.ShapeMatrix compiles the snapshots as ordinary code under the strictest analysis.
/// </summary>
public class SnapshotTests
{
    [Fact]
    public void Greeter() => Verify(SnapshotSources.Sample("Greeter"));

    [Fact]
    public void Inheritance() => Verify(SnapshotSources.Sample("Inheritance"));

    [Fact]
    public void Nested() => Verify(SnapshotSources.Sample("Nested"));

    [Fact]
    public void DataTypes() => Verify(SnapshotSources.Sample("DataTypes"));

    [Fact]
    public void MatrixTypes() => Verify(SnapshotSources.Matrix("Types"));

    [Fact]
    public void MatrixDataTypes() => Verify(SnapshotSources.Matrix("DataTypes"));

    [Fact]
    public void MatrixContracts() => Verify(SnapshotSources.Matrix("Contracts"));

    private static void Verify(string[] sources, [CallerMemberName] string method = "") =>
        Snapshot.Verify(Compiler.Compile("Sample", [], sources).Generated, method: method);
}
