using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>
/// What the contracts and types of a library are called, and in which file they are. Each has the shortest name that is its alone: its own, with
/// what is around it, or with its namespace; the same for the same contracts, whatever their order.
/// </summary>
internal sealed class ScriptNames
{
    /// <summary>The file of data types, without its ending.</summary>
    public const string TypesFile = "types";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly ScriptMethodNames _methods;

    public ScriptNames(LibraryModel library)
    {
        _methods = new ScriptMethodNames(library);
        var types = library.DataTypes.Select(entry => (Key: entry.Key, entry.Value.Name)).Concat(library.Enums.Select(entry => (Key: entry.Key, entry.Value.Name)))
            .Concat(library.Contracts.Select(contract => (Key: ContractKey(contract.WireName), Name: (TypeName)contract.Name)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        Assign(_names, types.Select(entry => (entry.Key, Levels(entry.Name))).ToList(), ["types", "index"]);
        Assign(
            _files,
            library.Contracts.Select(contract => (contract.WireName, FileLevels(contract.Name))).OrderBy(entry => entry.WireName, StringComparer.Ordinal).ToList(),
            [TypesFile, "index"]);
        foreach (var detail in library.Contracts.SelectMany(contract => contract.ErrorDetails).Select(detail => ShapeText.Key(detail.Name)).Distinct(StringComparer.Ordinal).OrderBy(key => key, StringComparer.Ordinal))
        {
            _names[DetailKey(detail)] = Free(_names.Values, (_names.TryGetValue(detail, out var name) ? name : ScriptIdentifiers.Type(Simple(detail))) + "Detail");
        }
    }

    /// <summary>The name of a data type or an enum.</summary>
    public string Type(TypeName name) => _names[ShapeText.Key(name)];

    /// <summary>The name of a contract.</summary>
    public string Contract(string wireName) => _names[ContractKey(wireName)];

    /// <summary>Whether a contract is among those that are emitted.</summary>
    public bool HasContract(string wireName) => _names.ContainsKey(ContractKey(wireName));

    /// <summary>The name of what declares that errors may carry a type.</summary>
    public string Detail(TypeName name) => _names[DetailKey(ShapeText.Key(name))];

    /// <summary>The name of a method, the same wherever its contract is inherited.</summary>
    public string Method(MethodModel method) => _methods.Of(method);

    /// <summary>The file of a contract, without its ending.</summary>
    public string File(string wireName) => _files[wireName];

    private static string ContractKey(string wireName) => "contract " + wireName;

    private static string DetailKey(string key) => "detail " + key;

    // Where several would have one name, all of them take the next longer one.
    private static void Assign(Dictionary<string, string> names, List<(string Key, List<string> Levels)> entries, IReadOnlyCollection<string> taken)
    {
        var level = entries.ToDictionary(entry => entry.Key, _ => 0, StringComparer.Ordinal);
        while (true)
        {
            var alike = entries.GroupBy(entry => entry.Levels[Math.Min(level[entry.Key], entry.Levels.Count - 1)], StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1 || taken.Contains(group.Key, StringComparer.OrdinalIgnoreCase))
                .SelectMany(group => group)
                .Where(entry => level[entry.Key] < entry.Levels.Count - 1)
                .ToList();
            if (alike.Count == 0)
            {
                break;
            }

            alike.ForEach(entry => level[entry.Key]++);
        }

        var used = new List<string>(taken);
        foreach (var (key, levels) in entries)
        {
            names[key] = Free(used, levels[Math.Min(level[key], levels.Count - 1)]);
            used.Add(names[key]);
        }
    }

    private static string Free(IEnumerable<string> taken, string name)
    {
        var all = new HashSet<string>(taken, StringComparer.OrdinalIgnoreCase);
        var free = name;
        for (var number = 2; all.Contains(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    // The names a type may have, shortest first.
    private static List<string> Levels(TypeName name)
    {
        var levels = new List<string> { ScriptIdentifiers.Type(Own(name)) };
        var around = name as NamedTypeName;
        var text = Own(name);
        for (; around?.Container is { } container; around = container)
        {
            text = Own(container) + text;
            levels.Add(ScriptIdentifiers.Type(text));
        }

        foreach (var part in (around?.Namespace ?? string.Empty).Split('.').Where(part => part.Length > 0).Reverse())
        {
            text = part + text;
            levels.Add(ScriptIdentifiers.Type(text));
        }

        return levels;
    }

    private static List<string> FileLevels(TypeName name) => [.. Levels(name).Select((level, i) => ScriptIdentifiers.File(i == 0 ? ScriptIdentifiers.WithoutI(level) : level))];

    // Type arguments are a part of the name: BoxOfPerson.
    private static string Own(TypeName name) => name switch
    {
        NamedTypeName { Arguments.Count: 0 } named => named.Name,
        NamedTypeName named => named.Name + "Of" + string.Join("And", named.Arguments.Select(Argument)),
        _ => Argument(name),
    };

    private static string Argument(TypeName name) => name switch
    {
        NullableTypeName nullable => "Nullable" + Argument(nullable.Value),
        ArrayTypeName array => Argument(array.Item) + "Array",
        TupleTypeName tuple => "TupleOf" + string.Join("And", tuple.Elements.Select(element => Argument(element.Type))),
        NamedTypeName named => Own(named),
        _ => "Other",
    };

    private static string Simple(string key)
    {
        var end = key.IndexOf('<');
        var plain = end < 0 ? key : key.Substring(0, end);
        return new string([.. plain.Substring(plain.LastIndexOf('.') + 1).Where(char.IsLetterOrDigit)]);
    }
}
