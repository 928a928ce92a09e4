using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>The parts that codecs of objects have in common.</summary>
internal static class ReferenceParts
{
    public static void Open(CodeWriter code, DataTypeModel type, int minimumSize)
    {
        var contract = type.IsReference ? "IPeerReferenceCodec" : "IPeerCodec";
        code.Open($"internal readonly struct {OutputNames.Codec(type.Name)} : {contract}<{CodeNames.Of(type.Name)}>");
        code.Line($"public static int MinimumSize => {minimumSize};");
        code.Line();
        if (type.IsReference)
        {
            code.Line("public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();");
            code.Line();
            code.Line("public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();");
            code.Line();
        }
    }

    /// <summary>Whether a failure to write is told with the path to a member, because one may be refused.</summary>
    public static bool IsNamed(DataTypeModel type) => type.IsRecursive || type.Members.Any(MayBeRefused);

    /// <summary>Prints the statements that write one member of a type whose failures may be named.</summary>
    public static void EmitMember(CodeWriter code, DataTypeModel type, MemberModel member)
    {
        if (MayBeRefused(member))
        {
            code.Line($"at = \"{member.Name}\";");
        }

        code.Line($"{CodeNames.AmongCodecs.Codec(member.Type)}.Write(ref writer, {Get(type, member)});");
    }

    /// <summary>Prints the head of the method that writes a value.</summary>
    /// <param name="code">Where it goes.</param>
    /// <param name="type">The type.</param>
    /// <param name="isNamed">Whether a failure is told with the path to the member.</param>
    public static void OpenWrite(CodeWriter code, DataTypeModel type, bool isNamed = false)
    {
        code.Open($"public static void Write(ref PeerWriter writer, in {CodeNames.Of(type.Name)} value)");
        if (type.IsReference)
        {
            code.Open("if (value is null)");
            code.Line("PeerFormat.ThrowNull();");
            code.Close();
            code.Line();
        }

        if (isNamed)
        {
            code.Line("// The member that is being written, for the path in an error.");
            code.Line("string at = string.Empty;");
            code.Open("try");
        }

        if (type.IsRecursive)
        {
            code.Line("writer.Enter();");
        }
    }

    public static void CloseWrite(CodeWriter code, DataTypeModel type, bool isNamed = false)
    {
        if (type.IsRecursive)
        {
            code.Line("writer.Leave();");
        }

        if (isNamed)
        {
            code.Close();
            code.Open("catch (global::TypedPeer.PeerDataException failure)");
            code.Line($"throw PeerFormat.Within({Literals.Of(ShortName(type.Name))}, at, failure);");
            code.Close();
        }

        code.Close();
    }

    public static void OpenRead(CodeWriter code, DataTypeModel type)
    {
        code.Open($"public static {CodeNames.Of(type.Name)} Read(ref PeerReader reader)");
        code.Line("// The member that is being read, for the path in an error.");
        code.Line("string at = string.Empty;");
        code.Open("try");
        if (type.IsRecursive)
        {
            code.Line("reader.Enter();");
        }
    }

    /// <summary>Prints the statements that leave the type and make a value of the members read before.</summary>
    public static void CloseRead(CodeWriter code, DataTypeModel type, string[] names)
    {
        if (type.IsRecursive)
        {
            code.Line("reader.Leave();");
        }

        code.Line("at = string.Empty;");
        EmitConstruction(code, type, names);
        code.Close();
        code.Open($"catch (global::System.Exception failure) when (PeerFormat.IsForeign(failure, {Literals.Of(ShortName(type.Name))}, at))");
        code.Line($"throw PeerFormat.Within({Literals.Of(ShortName(type.Name))}, at, failure);");
        code.Close();
        code.Close();
        EmitAccessors(code, type);
    }

    /// <summary>Prints how a member's value is got.</summary>
    public static string Get(DataTypeModel type, MemberModel member) =>
        member.IsHidden ? $"Get{member.Name}({Target(type, "value")})" : "value." + Identifiers.Escape(member.Name);

    /// <summary>The name of a type as a message has it: without namespace and type arguments.</summary>
    public static string ShortName(TypeName type)
    {
        var typeName = CodeNames.Of(type);
        var end = typeName.IndexOf('<');
        var plain = end < 0 ? typeName : typeName.Substring(0, end);
        return plain.Substring(Math.Max(plain.LastIndexOf('.'), plain.LastIndexOf(':')) + 1).TrimStart('@');
    }

    /// <summary>Prints the statements that make a value of the members read before, and return it.</summary>
    public static void EmitConstruction(CodeWriter code, DataTypeModel type, string[] names)
    {
        var later = type.Members.Select((member, index) => (member, name: names[index]))
            .Where(pair => pair.member.SetBy is MemberSetting.Assignment or MemberSetting.AssignmentUnlessNull or MemberSetting.Accessor)
            .ToList();
        Locals.EmitConstruction(code, type, names, later.Count == 0 ? "return" : $"{CodeNames.Of(type.Name)} value =");
        var isFirst = true;
        foreach (var (member, name) in later)
        {
            if (isFirst && member.SetBy != MemberSetting.Accessor)
            {
                code.Line();
            }

            isFirst = false;
            if (member.SetBy == MemberSetting.Accessor)
            {
                var target = Target(type, "value");
                code.Line(member.IsField ? $"Get{member.Name}({target}) = {name};" : $"Set{member.Name}({target}, {name});");
            }
            else
            {
                code.Open(member.SetBy == MemberSetting.Assignment ? $"if (lengths[{member.Place}] > 0)" : $"if ({name} is not null)");
                code.Line($"value.{Identifiers.Escape(member.Name)} = {name}{(member is { WarnsOfNull: true, SetBy: MemberSetting.Assignment } ? "!" : string.Empty)};");
                code.Close();
                code.Line();
            }
        }

        if (later.Count > 0)
        {
            code.Line("return value;");
        }
    }

    /// <summary>A plain number never is.</summary>
    private static bool MayBeRefused(MemberModel member) => member.Type.Layout is null;

    private static string Target(DataTypeModel type, string value) =>
        type.IsReference ? value : $"ref global::System.Runtime.CompilerServices.Unsafe.AsRef(in {value})";

    /// <summary>Prints the accessors of members that generated code cannot name.</summary>
    public static void EmitAccessors(CodeWriter code, DataTypeModel type)
    {
        const string Accessor = "[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.";
        foreach (var member in type.Members)
        {
            // An accessor finds what the type itself declares, not what it inherits.
            var declaring = CodeNames.Of(member.DeclaringType ?? type.Name);
            var target = $"{(type.IsReference ? string.Empty : "ref ")}{declaring} target";
            var plain = member.Name;
            if (member.IsHidden && member.IsField)
            {
                code.Line();
                code.Line($"{Accessor}Field, Name = \"{plain}\")]");
                code.Line($"private static extern ref {CodeNames.Of(member.Type)} Get{plain}({target});");
                continue;
            }

            if (member.IsHidden)
            {
                code.Line();
                code.Line($"{Accessor}Method, Name = \"get_{plain}\")]");
                code.Line($"private static extern {CodeNames.Of(member.Type)} Get{plain}({target});");
            }

            if (member.SetBy == MemberSetting.Accessor)
            {
                code.Line();
                code.Line($"{Accessor}Method, Name = \"set_{plain}\")]");
                code.Line($"private static extern void Set{plain}({target}, {CodeNames.Of(member.Type)} value);");
            }
        }
    }
}
