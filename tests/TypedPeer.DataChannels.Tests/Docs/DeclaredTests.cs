using System.Text.RegularExpressions;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Docs;

/// <summary>The names of all tests, looked for in their sources, since no project knows the others.</summary>
internal static partial class DeclaredTests
{
    public static HashSet<string> FindAll() => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "TypedPeer.Testing", "Conformance"), "*.cs"))
        .SelectMany(static file => Declared().Matches(File.ReadAllText(file)))
        .Select(static match => match.Groups["name"].Value)
        .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\[(Fact|Theory|RequiresPeer)[^\n]*\n(\s*\[[^\n]*\n)*\s*public (async )?(Task|void|ValueTask) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declared();
}
