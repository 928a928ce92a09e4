using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Emitter.Codecs;

/// <summary>Prints the codec of one data type.</summary>
internal static class CodecEmitter
{
    public static string Emit(DataTypeModel type)
    {
        var code = new CodeWriter();
        Header.Write(code, $"the data type {TypeNameText.Plain(type.Name)}", type.Notes);
        code.Line($"namespace {OutputNames.CodecNamespace(type.Assembly)};");
        code.Line();
        code.Line("using global::TypedPeer.CompilerServices;");
        code.Line();
        Header.WriteAttributes(code, type.Notes);
        switch (type.Kind)
        {
            case DataTypeKind.Object:
                ObjectCodecEmitter.Emit(code, type);
                break;
            case DataTypeKind.Tolerant:
                TolerantCodecEmitter.Emit(code, type);
                break;
            case DataTypeKind.Union:
                UnionCodecEmitter.Emit(code, type);
                break;
            case DataTypeKind.MemoryPack:
                MemoryPackCodecEmitter.Emit(code, type);
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
}
