using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Emitter;

/// <summary>Prints the codec of one data type.</summary>
internal static class CodecEmitter
{
    public static string Emit(DataTypeModel type)
    {
        var code = new CodeWriter();
        Header.Write(code);
        code.Line($"namespace {type.CodecNamespace};");
        code.Line();
        code.Line("using global::TypedPeer.CompilerServices;");
        code.Line();
        code.Line(Header.GeneratedCode);
        switch (type.Kind)
        {
            case DataTypeKind.Object:
                ObjectCodecEmitter.Emit(code, type);
                break;
            case DataTypeKind.Block:
                BlockCodecEmitter.Emit(code, type);
                break;
            default:
                FieldsCodecEmitter.Emit(code, type);
                break;
        }

        return code.ToString();
    }

    /// <summary>Runtime codecs need no qualification in a codec's own namespace, where no user declares types.</summary>
    public static string Short(string codec) => codec.Replace("global::TypedPeer.CompilerServices.", string.Empty);
}
