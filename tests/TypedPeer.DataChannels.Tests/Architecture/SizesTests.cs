using TypedPeer.TestSupport;
using TypedPeer.TestSupport.Architecture;

namespace TypedPeer.DataChannels.Tests.Architecture;

/// <summary>A file is one idea, and a folder a chapter, in the whole repository.</summary>
public sealed class SizesTests
{
    private const int MostBytes = 20_000;
    private const int MostFiles = 20;

    private static readonly string[] Roots = ["src", "generators", "tests"];

    /// <summary>Files that are longer for now: none may grow, and what is none any more goes from the list.</summary>
    private static readonly Dictionary<string, int> LongFiles = new(StringComparer.Ordinal);

    /// <summary>Folders that hold more for now: none may grow, and what is none any more goes from the list.</summary>
    private static readonly Dictionary<string, int> FullFolders = new(StringComparer.Ordinal);

    [Fact]
    public void No_file_is_longer_than_20_kB()
    {
        var lengths = Roots.SelectMany(static root => RepositoryFiles.Sources(root).Select(file => $"{root}/{file}"))
            .ToDictionary(static file => file, static file => (int)new FileInfo(Path.Combine(RepositoryRoot.Path, file)).Length);
        Sentences.None(TooMuch(lengths, LongFiles, MostBytes, "bytes"));
    }

    [Fact]
    public void No_folder_holds_more_than_20_files()
    {
        var counts = Roots.SelectMany(static root => RepositoryFiles.Sources(root).Select(file => SourceFiles.FolderOf($"{root}/{file}")))
            .CountBy(static folder => folder)
            .ToDictionary();
        Sentences.None(TooMuch(counts, FullFolders, MostFiles, "files"));
    }

    [Fact]
    public void An_exception_never_grows_and_goes_when_it_is_none()
    {
        var allowed = new Dictionary<string, int> { ["grown"] = 30, ["shrunk"] = 30, ["fine"] = 30, ["gone"] = 30 };
        var found = new Dictionary<string, int> { ["grown"] = 31, ["shrunk"] = 29, ["fine"] = 20, ["new"] = 21, ["small"] = 1 };

        Assert.Equal(
            [
                "grown has 31 files, and 30 is the most it may have.",
                "fine is no exception any more: take it out.",
                "gone is no exception any more: take it out.",
                "new has 21 files, and 20 is the most it may have.",
            ],
            TooMuch(found, allowed, MostFiles, "files"));
    }

    private static IEnumerable<string> TooMuch(Dictionary<string, int> found, Dictionary<string, int> allowed, int most, string what)
    {
        foreach (var (name, limit) in allowed)
        {
            var actual = found.GetValueOrDefault(name);
            if (actual <= most)
            {
                yield return $"{name} is no exception any more: take it out.";
            }
            else if (actual > limit)
            {
                yield return $"{name} has {actual} {what}, and {limit} is the most it may have.";
            }
        }

        foreach (var (name, actual) in found)
        {
            if (actual > most && !allowed.ContainsKey(name))
            {
                yield return $"{name} has {actual} {what}, and {most} is the most it may have.";
            }
        }
    }
}
