using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Prints a data type: its interface, or its types where it is a union, and its codec under the same name.</summary>
internal static class DataTypeScript
{
    private const string Pure = "/* @__PURE__ */ ";

    public static void Emit(ScriptWriter code, DataTypeModel type, LibraryModel library, ScriptNames names, ScriptTypes types)
    {
        var name = names.Type(type.Name);
        var key = ShapeText.Key(type.Name);
        ScriptComments.Write(code, library.About(key), []);
        if (type.Kind == DataTypeKind.Union)
        {
            EmitUnion(code, type, name, types);
            return;
        }

        var members = Members(type);
        if (members.Count == 0)
        {
            code.Line($"export interface {name} {{}}");
        }
        else
        {
            code.Open($"export interface {name} {{");
            foreach (var (member, written) in members)
            {
                ScriptComments.Write(code, library.About($"{key}.{Plain(member.Name)}"), []);
                code.Line($"{written}{(IsOptional(type, member) ? "?" : string.Empty)}: {types.Type(member.Type)};");
            }

            code.Close("}");
        }

        code.Line();
        var codecs = members.Select(pair => $"{pair.Written}: {Codec(type, pair.Member, types)}").ToList();
        var label = type.Kind is DataTypeKind.Block or DataTypeKind.Fields ? string.Empty : $"\"{name}\", ";
        EmitCodec(code, type, $"{Function(type.Kind)}<{name}>({label}() => ({{", codecs);
    }

    private static void EmitUnion(ScriptWriter code, DataTypeModel type, string name, ScriptTypes types)
    {
        var cases = type.Members.OrderBy(member => member.Place).Select(member => (member.Place, Name: types.Type(member.Type))).ToList();
        code.Open($"export type {name} =");
        for (var i = 0; i < cases.Count; i++)
        {
            code.Line($"| ({{ $type: \"{cases[i].Name}\" }} & {cases[i].Name}){(i == cases.Count - 1 ? ";" : string.Empty)}");
        }

        code.Close(string.Empty);
        EmitCodec(code, type, $"union<{name}>(\"{name}\", () => ({{", cases.Select(entry => $"{entry.Name}: [{entry.Place}, {entry.Name}]").ToList());
    }

    private static void EmitCodec(ScriptWriter code, DataTypeModel type, string call, List<string> members)
    {
        var declared = call.Substring(call.IndexOf('<') + 1, call.IndexOf('>') - call.IndexOf('<') - 1);
        var (head, tail) = type.IsRecursive ? ($"$.recursive({Pure}$.{call}", "})));") : ($"$.{call}", "}));");
        code.List($"export const {declared}: $.Codec<{declared}> = {Pure}{head}", members, tail, space: " ");
    }

    private static string Function(DataTypeKind kind) => kind switch
    {
        DataTypeKind.Tolerant => "tolerant",
        DataTypeKind.Block or DataTypeKind.Fields => "struct",
        _ => "object",
    };

    private static string Codec(DataTypeModel type, MemberModel member, ScriptTypes types)
    {
        var codec = types.Codec(member.Type);
        return type.Kind != DataTypeKind.Tolerant ? codec : IsOptional(type, member) ? $"[{member.Place}, {codec}]" : $"[{member.Place}, {codec}, \"needed\"]";
    }

    // What a peer may leave out, and this side too: all of a tolerant type that a value can be made without.
    private static bool IsOptional(DataTypeModel type, MemberModel member) =>
        type.Kind == DataTypeKind.Tolerant && !(member.Type.IsRequired && member.SetBy != MemberSetting.Assignment);

    // No two are alike, although they may differ in case alone.
    private static List<(MemberModel Member, string Written)> Members(DataTypeModel type)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<(MemberModel Member, string Written)>();
        foreach (var member in type.Members)
        {
            var name = ScriptIdentifiers.Member(member.Name);
            if (taken.Contains(name) || type.Members.Any(other => !ReferenceEquals(other, member) && Plain(other.Name) == name))
            {
                name = Plain(member.Name);
            }

            while (!taken.Add(name))
            {
                name += "_";
            }

            members.Add((member, name));
        }

        return members;
    }

    private static string Plain(string name)
    {
        var end = name.Length > 0 && name[0] == '<' ? name.IndexOf('>') : -1;
        return end > 1 ? name.Substring(1, end - 1) : name;
    }
}
