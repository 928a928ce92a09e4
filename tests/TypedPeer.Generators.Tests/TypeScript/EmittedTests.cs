using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Golden;
using TypedPeer.Generators.Tests.Snapshots;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>Emitted TypeScript, word for word: the samples to read, the shape matrix, and the contracts of the golden bytes.</summary>
public class EmittedTests
{
    private const string Usings = """
        global using System.IO;
        global using System.Linq;
        """;

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

    [Fact]
    public void GoldenContracts() => Verify([Usings, .. new[] { "IGolden.cs", "IMoreGolden.cs", "GoldenTypes.cs", "MoreGoldenTypes.cs" }.Select(file =>
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Generators.Tests", "Golden", file)))]);

    [Fact]
    public void Differential() => Verify([Usings, File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Generators.Tests", "TypeScript", "Differential", "ISubject.cs"))]);

    /// <summary>Which method of which contract takes the value of a line of the vectors, for the package's own tests.</summary>
    [Fact]
    public void Golden_cases() => ScriptSnapshot.VerifyText("golden-cases.tsv", string.Concat(GoldenCases.All.Concat(MoreGoldenCases.All)
        .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}\t{entry.Value.Contract.Name}\t{entry.Value.Method}\n")));

    private static void Verify(string[] sources, [CallerMemberName] string name = "") =>
        ScriptSnapshot.Verify(string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : string.Empty) + char.ToLowerInvariant(c) : c.ToString())), sources);
}
