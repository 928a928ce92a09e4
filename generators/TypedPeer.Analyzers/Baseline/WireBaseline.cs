using System.Globalization;
using System.Text;
using TypedPeer.Generators.Model;
using TypedPeer.Generators.Parser;

namespace TypedPeer.Analyzers.Baseline;

/// <summary>
/// What a project's contracts look like on the wire, as a text that is checked in: methods with their shapes, data types with
/// their members in order.
/// </summary>
internal sealed class WireBaseline
{
    public const string FileName = "PeerContracts.txt";

    private const string ContractPrefix = "contract ";
    private const string TypePrefix = "type ";
    private const string Indent = "    ";

    /// <summary>The shape of each method by contract and signature.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Contracts { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, BaselineType> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds what a contract declares itself, and the data types it reaches.</summary>
    public void Add(ContractModel contract)
    {
        if (!Contracts.TryGetValue(contract.WireName, out var methods))
        {
            Contracts[contract.WireName] = methods = new(StringComparer.Ordinal);
        }

        foreach (var method in contract.Methods)
        {
            methods[method.Signature] = Plain(method.WireShape);
        }

        foreach (var type in contract.DataTypes)
        {
            Types[Plain(type.TypeName)] = new BaselineType(ShapeDefinitions.KindName(type.Kind), [.. Members(type)]);
        }
    }

    /// <summary>The shape of a method with every data type spelt out, so that names make no difference.</summary>
    public string Expand(string shape) => new ShapeWriter(key => Types.TryGetValue(key, out var type) ? Define(key, type) : null).Write(shape);

    /// <summary>Reads a baseline; lines that say nothing are passed over.</summary>
    public static WireBaseline Parse(string text)
    {
        var baseline = new WireBaseline();
        SortedDictionary<string, string>? methods = null;
        List<BaselineMember>? members = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(ContractPrefix, StringComparison.Ordinal))
            {
                (methods, members) = (new(StringComparer.Ordinal), null);
                baseline.Contracts[line.Substring(ContractPrefix.Length)] = methods;
            }
            else if (line.StartsWith(TypePrefix, StringComparison.Ordinal) && line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var equals)
            {
                (methods, members) = (null, []);
                baseline.Types[line.Substring(TypePrefix.Length, equals - TypePrefix.Length)] = new BaselineType(line.Substring(equals + 3), members);
            }
            else if (methods is not null && line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var middle)
            {
                methods[line.Substring(0, middle).Trim()] = line.Substring(middle + 3);
            }
            else if (members is not null)
            {
                members.Add(ParseMember(line.Trim(), members.Count));
            }
        }

        return baseline;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder("# What this project's contracts look like on the wire. See docs/versioning.md before you change a line by hand.\n");
        foreach (var contract in Contracts)
        {
            text.Append('\n').Append(ContractPrefix).Append(contract.Key).Append('\n');
            foreach (var method in contract.Value)
            {
                text.Append(Indent).Append(method.Key).Append(" = ").Append(method.Value).Append('\n');
            }
        }

        foreach (var type in Types)
        {
            text.Append('\n').Append(TypePrefix).Append(type.Key).Append(" = ").Append(type.Value.Kind).Append('\n');
            var hasPlaces = type.Value.Kind is "tolerant" or "union";
            foreach (var member in type.Value.Members)
            {
                text.Append(Indent);
                if (hasPlaces)
                {
                    text.Append(member.Place.ToString(CultureInfo.InvariantCulture)).Append(' ');
                }

                text.Append(member.Name).Append(": ").Append(member.Shape).Append('\n');
            }
        }

        return text.ToString();
    }

    private static BaselineMember ParseMember(string line, int position)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var head = colon < 0 ? line : line.Substring(0, colon);
        var shape = colon < 0 ? string.Empty : line.Substring(colon + 2);
        var space = head.IndexOf(' ');
        return space > 0 && int.TryParse(head.Substring(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new BaselineMember(place, head.Substring(space + 1), shape)
            : new BaselineMember(position, head, shape);
    }

    private static IEnumerable<BaselineMember> Members(DataTypeModel type) => type.Kind == DataTypeKind.Union
        ? type.Members.OrderBy(member => member.Place).Select(member => new BaselineMember(member.Place, "case", Plain(member.Type.Shape)))
        : type.Members.Select((member, index) =>
            new BaselineMember(type.Kind == DataTypeKind.Tolerant ? member.Place : index, member.Name.TrimStart('@'), Plain(member.Type.Shape)));

    private static string Define(string key, BaselineType type) => type.Kind switch
    {
        "memorypack" => "memorypack " + key,
        "union" => ShapeDefinitions.Of(type.Kind, type.Members.Select(member => $"{member.Place}: {member.Shape}")),
        _ => ShapeDefinitions.Of(type.Kind, type.Members.Select(member => member.Shape)),
    };

    private static string Plain(string name) => name.Replace("global::", string.Empty);
}
