using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Snapshots;

/// <summary>The sources behind the snapshots: files of TypedPeer.ShapeMatrix, where they are compiled with their snapshots as ordinary code.</summary>
public static class SnapshotSources
{
    private static readonly string Root = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.ShapeMatrix");

    /// <summary>Returns one of the samples that are made to be read.</summary>
    public static string[] Sample(string name) => [File.ReadAllText(Path.Combine(Root, "Samples", name + ".cs"))];

    /// <summary>Returns every file of one part of the shape matrix.</summary>
    public static string[] Matrix(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Root, folder), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
