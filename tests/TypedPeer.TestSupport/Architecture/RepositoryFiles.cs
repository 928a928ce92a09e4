namespace TypedPeer.TestSupport.Architecture;

/// <summary>The C# files of the repository that somebody wrote and reads: nothing that is built, and no output of generators, kept or compared.</summary>
public static class RepositoryFiles
{
    /// <summary>Lists the files beneath a folder of the repository, relative to it and with slashes, in order.</summary>
    public static IEnumerable<string> Sources(string folder)
    {
        var root = Path.Combine(RepositoryRoot.Path, folder);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(static path => !path.EndsWith(".verified.cs", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal))
            .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal);
    }
}
