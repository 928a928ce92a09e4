using System.Reflection;
using System.Text.RegularExpressions;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>
/// Which folders of a project use which, compared with a table of which may: by what is compiled, and by what the files say they use, since
/// constants leave no trace in what is compiled.
/// </summary>
/// <param name="assembly">What was compiled of the project.</param>
/// <param name="project">The project's folder within the repository, such as "src/TypedPeer".</param>
/// <param name="rootNamespace">The namespace of the project's own folder; those of others follow their names.</param>
public sealed class FolderPlan(Assembly assembly, string project, string rootNamespace)
{
    /// <summary>How the project's own folder is called in tables.</summary>
    public const string Root = ".";

    private readonly Lazy<IReadOnlyDictionary<(string From, string To), string>> _uses = new(() => Find(assembly, project, rootNamespace));

    /// <summary>Gets which folder uses which, each with an example.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Uses => _uses.Value;

    /// <summary>Says of each folder, in a sentence, where it differs from the table, and where the table has a circle or more than it needs.</summary>
    /// <param name="table">Each folder after all that it uses.</param>
    /// <param name="vocabulary">Folders of public types that are the words of the whole project: any may use them, and they may use any. In no table.</param>
    public IEnumerable<string> Check(IReadOnlyList<(string Folder, string[] Uses)> table, params string[] vocabulary)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, uses) in table)
        {
            foreach (var used in uses.Where(used => !known.Contains(used)))
            {
                yield return $"The plan lets '{folder}' use '{used}', which does not stand before it: two folders could use each other.";
            }

            foreach (var used in uses.Where(used => !Uses.ContainsKey((folder, used))))
            {
                yield return $"'{folder}' may use '{used}' and does not: take it out of the plan.";
            }

            known.Add(folder);
        }

        var allowed = table.SelectMany(static entry => entry.Uses.Select(used => (entry.Folder, used))).ToHashSet();
        foreach (var (pair, example) in Uses.OrderBy(static use => use.Key.From, StringComparer.Ordinal).ThenBy(static use => use.Key.To, StringComparer.Ordinal))
        {
            if (!allowed.Contains(pair) && !vocabulary.Contains(pair.From) && !vocabulary.Contains(pair.To))
            {
                yield return $"'{pair.From}' may not use '{pair.To}', and does: {example}.";
            }
        }

        foreach (var folder in RepositoryFiles.Sources(project).Select(static file => Name(SourceFiles.FolderOf(file))).Distinct().Where(folder => !known.Contains(folder) && !vocabulary.Contains(folder)))
        {
            yield return $"'{folder}' is not in the plan.";
        }
    }

    private static Dictionary<(string From, string To), string> Find(Assembly assembly, string project, string rootNamespace)
    {
        var found = new Dictionary<(string From, string To), string>();
        var files = SourceFiles.Read(assembly, project);
        foreach (var use in TypeUses.Find(assembly).Where(use => use.Used.Assembly == assembly))
        {
            if (files.FileOf(use.User) is { } user && files.FileOf(use.Used) is { } used)
            {
                Add(user, SourceFiles.FolderOf(used), $"{user} needs {use.Used.Name} of {used}");
            }
        }

        var directive = new Regex($@"^\s*using (?:static |\w+ = )?{Regex.Escape(rootNamespace)}\.([\w.]+);", RegexOptions.Multiline, TimeSpan.FromSeconds(10));
        var folders = RepositoryFiles.Sources(project).Select(SourceFiles.FolderOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in RepositoryFiles.Sources(project))
        {
            foreach (Match match in directive.Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, project, file))))
            {
                // A namespace of another project, or one that several folders share, is no folder: what is compiled tells of it.
                var folder = match.Groups[1].Value.Replace('.', '/');
                folder = folders.Contains(folder) ? folder : SourceFiles.FolderOf(folder);
                if (folder.Length > 0 && folders.Contains(folder))
                {
                    Add(file, folder, $"{file} says '{match.Value.Trim()}'");
                }
            }
        }

        return found;

        void Add(string file, string folder, string example)
        {
            var pair = (Name(SourceFiles.FolderOf(file)), Name(folder));
            if (pair.Item1 != pair.Item2)
            {
                found.TryAdd(pair, example);
            }
        }
    }

    private static string Name(string folder) => folder.Length == 0 ? Root : folder;
}
