using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>
/// What methods are called. A remote object has one member for each name, so no two methods that some contract has, its own or inherited, share one:
/// the first keeps the name, bases before what derives from them, and the others say what they take, or where they are declared.
/// </summary>
internal sealed class ScriptMethodNames
{
    private readonly Dictionary<ulong, string> _names = [];

    public ScriptMethodNames(LibraryModel library)
    {
        var limits = new ScriptLimits(library);
        var beside = Beside(library);

        // A contract has all bases of its bases, and so more than any of them.
        foreach (var contract in library.Contracts.OrderBy(contract => contract.Bases.Count).ThenBy(contract => contract.WireName, StringComparer.Ordinal))
        {
            var taken = new HashSet<string>(
                beside[contract.WireName].Values.SelectMany(other => other.Methods).Where(method => _names.ContainsKey(method.Id)).Select(Of),
                StringComparer.Ordinal);
            foreach (var method in contract.Methods.Where(method => limits.WhyNot(method) is null))
            {
                _names[method.Id] = Name(method, taken);
            }
        }
    }

    /// <summary>The name of a method that TypeScript can carry.</summary>
    public string Of(MethodModel method) => _names[method.Id];

    // With each contract those that some contract inherits together with it, or is.
    private static Dictionary<string, Dictionary<string, ContractModel>> Beside(LibraryModel library)
    {
        var named = library.Contracts.ToDictionary(contract => (TypeName)contract.Name);
        var beside = library.Contracts.ToDictionary(contract => contract.WireName, _ => new Dictionary<string, ContractModel>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var contract in library.Contracts)
        {
            var all = contract.Bases.Where(named.ContainsKey).Select(parent => named[parent]).Append(contract).ToList();
            foreach (var (one, other) in all.SelectMany(one => all.Select(other => (one, other))))
            {
                beside[one.WireName][other.WireName] = other;
            }
        }

        return beside;
    }

    private static string Name(MethodModel method, HashSet<string> taken)
    {
        var name = ScriptIdentifiers.Method(method.Name);
        var free = LongerNames(method, name).Prepend(name).FirstOrDefault(longer => !taken.Contains(longer)) ?? name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    private static IEnumerable<string> LongerNames(MethodModel method, string name)
    {
        if (MethodScript.Arguments(method).Any())
        {
            yield return $"{name}With{string.Concat(MethodScript.Arguments(method).Select(parameter => Capital(parameter.Name)))}";
            yield return $"{name}With{TypeWords(method.Signature)}";
        }

        if (method.DeclaringType is NamedTypeName declaring)
        {
            yield return $"{name}Of{ScriptIdentifiers.WithoutI(declaring.Name)}";
        }
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1);

    // Of (int?, string[]) the words NullableInt and StringArray.
    private static string TypeWords(string signature) => string.Concat(signature.Substring(signature.IndexOf('(')).Split(',')
        .Select(type => (type.Contains("?") ? "Nullable" : string.Empty)
            + string.Concat(type.Split(['(', ')', '<', '>', '[', ']', '?', ' ', '.'], StringSplitOptions.RemoveEmptyEntries).Select(Capital))
            + (type.Contains("[") ? "Array" : string.Empty)));
}
