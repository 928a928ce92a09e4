using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of an interface or abstract class whose values have one of several types.</summary>
internal static class UnionCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        var name = Literals.Of(ReferenceParts.ShortName(type.Name));
        ReferenceParts.Open(code, type, minimumSize: 2);
        ReferenceParts.OpenWrite(code, type);
        code.Open("switch (value)");
        for (var i = 0; i < type.Members.Count; i++)
        {
            var member = type.Members[i];
            code.Line($"case {CodeNames.Of(member.Type)} value{i}:");
            code.Continuation($"writer.WriteUnionTag({member.Place});");
            code.Continuation($"{CodeNames.AmongCodecs.Codec(member.Type)}.Write(ref writer, in value{i});");
            code.Continuation("break;");
        }

        code.Line("default:");
        code.Continuation($"throw PeerFormat.NotInUnion({name}, value.GetType());");
        code.Close();
        if (type.IsRecursive)
        {
            code.Line();
        }

        ReferenceParts.CloseWrite(code, type);
        code.Line();
        code.Open($"public static {CodeNames.Of(type.Name)} Read(ref PeerReader reader)");
        if (type.IsRecursive)
        {
            code.Line("reader.Enter();");
        }

        code.Line("ushort tag = reader.ReadUnionTag();");
        code.Line($"{CodeNames.Of(type.Name)} value = tag switch");
        code.Line("{");
        foreach (var member in type.Members.OrderBy(member => member.Place))
        {
            code.Continuation($"{member.Place} => {CodeNames.AmongCodecs.Codec(member.Type)}.Read(ref reader),");
        }

        code.Continuation($"_ => throw PeerFormat.UnknownTag({name}, tag),");
        code.Line("};");
        if (type.IsRecursive)
        {
            code.Line("reader.Leave();");
        }

        code.Line("return value;");
        code.Close();
        code.Close();
    }
}
