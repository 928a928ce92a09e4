using System.Globalization;
using System.Text;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Analyzers.Baseline;

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

    /// <summary>The line, from 0, that each method was read from, by contract and signature.</summary>
    public Dictionary<string, int> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>The lines, from 0, that mean nothing, with what is wrong with them.</summary>
    public List<(int Line, string Reason)> Unreadable { get; } = [];

    /// <summary>Adds what a contract declares itself, and the data types it reaches.</summary>
    public void Add(ContractModel contract)
    {
        if (!Contracts.TryGetValue(contract.WireName, out var methods))
        {
            Contracts[contract.WireName] = methods = new(StringComparer.Ordinal);
        }

        foreach (var method in contract.Methods)
        {
            methods[method.Signature] = ShapeText.Of(method);
        }

        foreach (var type in contract.DataTypes)
        {
            Types[ShapeText.Key(type.Name)] = new BaselineType(ShapeDefinitions.KindName(type.Kind), [.. Members(type)]);
        }
    }

    /// <summary>The shape of a method with every data type spelt out, so that names make no difference.</summary>
    public string Expand(string shape) => new ShapeWriter(key => Types.TryGetValue(key, out var type) ? Define(key, type) : null).Write(shape);

    /// <summary>Reads a baseline; empty lines and comments are passed over, and what is left over is told.</summary>
    public static WireBaseline Parse(string text)
    {
        var baseline = new WireBaseline();
        SortedDictionary<string, string>? methods = null;
        List<BaselineMember>? members = null;
        var contract = string.Empty;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.StartsWith(ContractPrefix, StringComparison.Ordinal))
            {
                (methods, members) = (new(StringComparer.Ordinal), null);
                contract = line.Substring(ContractPrefix.Length);
                baseline.Note(i, baseline.Contracts.ContainsKey(contract) ? "the contract is there twice" : null);
                baseline.Contracts[contract] = methods;
            }
            else if (line.StartsWith(TypePrefix, StringComparison.Ordinal) && line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var equals)
            {
                (methods, members) = (null, []);
                var name = line.Substring(TypePrefix.Length, equals - TypePrefix.Length);
                baseline.Note(i, baseline.Types.ContainsKey(name) ? "the type is there twice" : null);
                baseline.Types[name] = new BaselineType(line.Substring(equals + 3), members);
            }
            else if (line[0] == ' ' && methods is not null && line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var middle)
            {
                var method = line.Substring(0, middle).Trim();
                baseline.Note(i, methods.ContainsKey(method) ? "the method is there twice" : null);
                methods[method] = line.Substring(middle + 3);
                baseline.Lines[$"{contract}.{method}"] = i;
            }
            else if (line[0] == ' ' && members is not null && line.IndexOf(": ", StringComparison.Ordinal) > 0)
            {
                members.Add(ParseMember(line.Trim(), members.Count));
            }
            else
            {
                baseline.Note(i, $"'{line.Trim()}' is no contract, method, type or member");
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

    private void Note(int line, string? reason)
    {
        if (reason is not null)
        {
            Unreadable.Add((line, reason));
        }
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
        ? type.Members.OrderBy(member => member.Place).Select(member => new BaselineMember(member.Place, "case", ShapeText.Of(member.Type)))
        : type.Members.Select((member, index) =>
            new BaselineMember(type.Kind == DataTypeKind.Tolerant ? member.Place : index, member.Name, ShapeText.Of(member.Type)));

    private static string Define(string key, BaselineType type) => type.Kind switch
    {
        "memorypack" => "memorypack " + key,
        "union" => ShapeDefinitions.Of(type.Kind, type.Members.Select(member => $"{member.Place}: {member.Shape}")),
        _ => ShapeDefinitions.Of(type.Kind, type.Members.Select(member => member.Shape)),
    };
}
