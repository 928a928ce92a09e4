using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Emitter;

/// <summary>Prints the codec of a class, record or struct that travels as a member count and its members.</summary>
internal static class ObjectCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        var contract = type.IsReference ? "IPeerReferenceCodec" : "IPeerCodec";
        code.Open($"internal readonly struct {type.CodecName} : {contract}<{type.TypeName}>");
        code.Line($"public static int MinimumSize => {1 + type.Members.Sum(member => member.Type.MinimumSize)};");
        code.Line();
        if (type.IsReference)
        {
            code.Line("public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();");
            code.Line();
            code.Line("public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();");
            code.Line();
        }

        EmitWrite(code, type);
        code.Line();
        EmitRead(code, type);
        code.Close();
    }

    private static void EmitWrite(CodeWriter code, DataTypeModel type)
    {
        code.Open($"public static void Write(ref PeerWriter writer, in {type.TypeName} value)");
        if (type.IsReference)
        {
            code.Open("if (value is null)");
            code.Line("PeerFormat.ThrowNull();");
            code.Close();
            code.Line();
        }

        if (type.IsRecursive)
        {
            code.Line("writer.Enter();");
        }

        code.Line($"writer.WriteObjectHeader({type.Members.Count});");
        foreach (var member in type.Members)
        {
            code.Line($"{CodecEmitter.Short(member.Type.Codec)}.Write(ref writer, value.{member.Name});");
        }

        if (type.IsRecursive)
        {
            code.Line("writer.Leave();");
        }

        code.Close();
    }

    private static void EmitRead(CodeWriter code, DataTypeModel type)
    {
        code.Open($"public static {type.TypeName} Read(ref PeerReader reader)");
        if (type.IsRecursive)
        {
            code.Line("reader.Enter();");
        }

        code.Line($"reader.ReadObjectHeader({type.Members.Count});");
        var names = Locals.For(type.Members);
        for (var i = 0; i < names.Length; i++)
        {
            code.Line($"var {names[i]} = {CodecEmitter.Short(type.Members[i].Type.Codec)}.Read(ref reader);");
        }

        if (type.IsRecursive)
        {
            code.Line("reader.Leave();");
        }

        Locals.EmitConstruction(code, type, names);
        code.Close();
    }
}
