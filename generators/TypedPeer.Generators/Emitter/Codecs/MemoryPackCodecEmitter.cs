using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of a type that the MemoryPack package writes and reads, with that package's guarantees.</summary>
internal static class MemoryPackCodecEmitter
{
    private const string Serializer = "global::MemoryPack.MemoryPackSerializer";

    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        ReferenceParts.Open(code, type, minimumSize: 1);
        ReferenceParts.OpenWrite(code, type);
        code.Line($"byte[] bytes = {Serializer}.Serialize<{CodeNames.Of(type.Name)}>(value);");
        code.Line("global::System.MemoryExtensions.CopyTo(bytes, writer.GetSpan(bytes.Length));");
        code.Line("writer.Advance(bytes.Length);");
        ReferenceParts.CloseWrite(code, type);
        code.Line();
        code.Open($"public static {CodeNames.Of(type.Name)} Read(ref PeerReader reader)");
        var annotation = type.IsReference ? "?" : string.Empty;
        code.Line($"{CodeNames.Of(type.Name)}{annotation} value = default;");
        code.Open("try");
        code.Line($"reader.Skip({Serializer}.Deserialize<{CodeNames.Of(type.Name)}>(reader.Unread, ref value));");
        code.Close();
        code.Open("catch (global::System.Exception failure)");
        code.Line($"throw PeerFormat.Within({Literals.Of(ReferenceParts.ShortName(type.Name))}, string.Empty, failure);");
        code.Close();
        if (type.IsReference)
        {
            code.Line();
            code.Open("if (value is null)");
            code.Line("PeerFormat.ThrowNull();");
            code.Close();
        }

        code.Line();
        code.Line("return value;");
        code.Close();
        code.Close();
    }
}
