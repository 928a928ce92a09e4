using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of a class, record or struct that travels as a member count and its members.</summary>
internal static class ObjectCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        ReferenceParts.Open(code, type, 1 + type.Members.Sum(member => member.Type.MinimumSize));
        var isNamed = ReferenceParts.IsNamed(type);
        ReferenceParts.OpenWrite(code, type, isNamed);
        code.Line($"writer.WriteObjectHeader({type.Members.Count});");
        foreach (var member in type.Members)
        {
            ReferenceParts.EmitMember(code, type, member);
        }

        ReferenceParts.CloseWrite(code, type, isNamed);
        code.Line();
        ReferenceParts.OpenRead(code, type);
        code.Line($"reader.ReadObjectHeader({type.Members.Count});");
        var names = Locals.For(type.Members, "at", "failure", "value");
        for (var i = 0; i < names.Length; i++)
        {
            code.Line($"at = \"{type.Members[i].Name}\";");
            code.Line($"{CodeNames.Of(type.Members[i].Type)} {names[i]} = {CodeNames.AmongCodecs.Codec(type.Members[i].Type)}.Read(ref reader);");
        }

        ReferenceParts.CloseRead(code, type, names);
        code.Close();
    }
}
