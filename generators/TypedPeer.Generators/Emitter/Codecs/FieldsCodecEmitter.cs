using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of a struct without references that is checked field by field when it is read.</summary>
internal static class FieldsCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        code.Open($"internal readonly struct {OutputNames.Codec(type.Name)} : IPeerUnmanagedCodec<{CodeNames.Of(type.Name)}>");
        BlockCodecEmitter.EmitLayout(code, type.Layout!);
        code.Open($"public static void Write(ref PeerWriter writer, in {CodeNames.Of(type.Name)} value)");
        var end = 0;
        foreach (var member in type.Members)
        {
            EmitGap(code, "writer.WriteZeros", end, member.Place);
            code.Line($"{CodeNames.AmongCodecs.Codec(member.Type)}.Write(ref writer, {ReferenceParts.Get(type, member)});");
            end = member.Place + member.Type.Layout!.Size;
        }

        EmitGap(code, "writer.WriteZeros", end, type.Layout!.Size);
        code.Close();
        code.Line();
        code.Open($"public static {CodeNames.Of(type.Name)} Read(ref PeerReader reader)");
        var names = type.Members.Any(member => member.SetBy == MemberSetting.Accessor) ? Locals.For(type.Members, "value") : Locals.For(type.Members);
        end = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var member = type.Members[i];
            EmitGap(code, "reader.Skip", end, member.Place);
            code.Line($"{CodeNames.Of(member.Type)} {names[i]} = {CodeNames.AmongCodecs.Codec(member.Type)}.Read(ref reader);");
            end = member.Place + member.Type.Layout!.Size;
        }

        EmitGap(code, "reader.Skip", end, type.Layout.Size);
        ReferenceParts.EmitConstruction(code, type, names);
        code.Close();
        ReferenceParts.EmitAccessors(code, type);
        code.Close();
    }

    private static void EmitGap(CodeWriter code, string operation, int from, int to)
    {
        if (from < to)
        {
            code.Line($"{operation}({to - from});");
        }
    }
}
