using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of a struct whose memory may be taken over as a whole.</summary>
internal static class BlockCodecEmitter
{
    public static void Emit(CodeWriter code, DataTypeModel type)
    {
        var layout = type.Layout!;
        code.Open($"internal readonly struct {OutputNames.Codec(type.Name)} : IPeerUnmanagedCodec<{CodeNames.Of(type.Name)}>");
        EmitLayout(code, layout);
        code.Line($"public static bool IsBlittable => {(layout.Padding.Count == 0 ? "true" : "false")};");
        code.Line();
        if (layout.Padding.Count == 0)
        {
            code.Line($"public static void Write(ref PeerWriter writer, in {CodeNames.Of(type.Name)} value) => writer.WriteBlock(value, {layout.Size});");
        }
        else
        {
            code.Open($"public static void Write(ref PeerWriter writer, in {CodeNames.Of(type.Name)} value)");
            code.Line("// Padding holds anything in memory, and travels as zeros.");
            code.Line($"global::System.Span<byte> bytes = writer.WriteBlock(value, {layout.Size});");
            for (var i = 0; i < layout.Padding.Count; i += 2)
            {
                code.Line($"bytes[{layout.Padding[i]}..{layout.Padding[i + 1]}].Clear();");
            }

            code.Close();
        }

        code.Line();
        code.Line($"public static {CodeNames.Of(type.Name)} Read(ref PeerReader reader) => reader.ReadBlock<{CodeNames.Of(type.Name)}>({layout.Size});");
        code.Close();
    }

    public static void EmitLayout(CodeWriter code, WireLayout layout)
    {
        code.Line($"public static int MinimumSize => {layout.Size};");
        code.Line();
        code.Line($"public static int Size => {layout.Size};");
        code.Line();
        code.Line($"public static int Alignment => {layout.Alignment};");
        code.Line();
    }
}
