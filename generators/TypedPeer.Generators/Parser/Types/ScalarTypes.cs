using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>The types without type arguments that the runtime has codecs for.</summary>
internal static class ScalarTypes
{
    /// <summary>Where the runtime's codecs live, as generated code spells it.</summary>
    public const string Runtime = "global::TypedPeer.CompilerServices.";

    /// <summary>A block of a stream of bytes.</summary>
    public static readonly WireType Block = new(
        "global::System.ReadOnlyMemory<byte>",
        $"{Runtime}ReadOnlyMemoryCodec<byte, {Runtime}UnmanagedCodec<byte>>",
        "list<uint8>",
        sizeof(int),
        Layout: null);

    private static readonly Dictionary<SpecialType, WireType> Special = new()
    {
        [SpecialType.System_Boolean] = Checked("bool", "BooleanCodec", "bool", 1, 1),
        [SpecialType.System_Char] = Plain("char", "char16", 2),
        [SpecialType.System_SByte] = Plain("sbyte", "int8", 1),
        [SpecialType.System_Byte] = Plain("byte", "uint8", 1),
        [SpecialType.System_Int16] = Plain("short", "int16", 2),
        [SpecialType.System_UInt16] = Plain("ushort", "uint16", 2),
        [SpecialType.System_Int32] = Plain("int", "int32", 4),
        [SpecialType.System_UInt32] = Plain("uint", "uint32", 4),
        [SpecialType.System_Int64] = Plain("long", "int64", 8),
        [SpecialType.System_UInt64] = Plain("ulong", "uint64", 8),
        [SpecialType.System_Single] = Plain("float", "float32", 4),
        [SpecialType.System_Double] = Plain("double", "float64", 8),
        [SpecialType.System_Decimal] = Checked("decimal", "DecimalCodec", "decimal", 16, 8),
        [SpecialType.System_DateTime] = Checked("global::System.DateTime", "DateTimeCodec", "datetime", 8, 8),
    };

    private static readonly Dictionary<string, (string Namespace, WireType Type)> Named = new(StringComparer.Ordinal)
    {
        ["Guid"] = ("System", Plain("global::System.Guid", "guid", 16, 4)),
        ["TimeSpan"] = ("System", Plain("global::System.TimeSpan", "timespan", 8)),
        ["Half"] = ("System", Plain("global::System.Half", "float16", 2)),
        ["Int128"] = ("System", Plain("global::System.Int128", "int128", 16)),
        ["UInt128"] = ("System", Plain("global::System.UInt128", "uint128", 16)),
        ["DateTimeOffset"] = ("System", Checked("global::System.DateTimeOffset", "DateTimeOffsetCodec", "datetimeoffset", 16, 8, 4, 8)),
        ["DateOnly"] = ("System", Checked("global::System.DateOnly", "DateOnlyCodec", "date", 4, 4)),
        ["TimeOnly"] = ("System", Checked("global::System.TimeOnly", "TimeOnlyCodec", "time", 8, 8)),
        ["Rune"] = ("System.Text", Checked("global::System.Text.Rune", "RuneCodec", "rune", 4, 4)),
        ["Vector2"] = ("System.Numerics", Plain("global::System.Numerics.Vector2", "float32x2", 8, 4)),
        ["Vector3"] = ("System.Numerics", Plain("global::System.Numerics.Vector3", "float32x3", 12, 4)),
        ["Vector4"] = ("System.Numerics", Plain("global::System.Numerics.Vector4", "float32x4", 16, 4)),
        ["Quaternion"] = ("System.Numerics", Plain("global::System.Numerics.Quaternion", "float32x4", 16, 4)),
        ["Plane"] = ("System.Numerics", Plain("global::System.Numerics.Plane", "float32x4", 16, 4)),
        ["Matrix3x2"] = ("System.Numerics", Plain("global::System.Numerics.Matrix3x2", "float32x6", 24, 4)),
        ["Matrix4x4"] = ("System.Numerics", Plain("global::System.Numerics.Matrix4x4", "float32x16", 64, 4)),
        ["Complex"] = ("System.Numerics", Plain("global::System.Numerics.Complex", "float64x2", 16, 8)),
        ["BigInteger"] = ("System.Numerics", Sized("global::System.Numerics.BigInteger", "BigIntegerCodec", "bigint", sizeof(int))),
        ["Uri"] = ("System", Sized("global::System.Uri", "UriCodec", "string", sizeof(int))),
        ["Version"] = ("System", Sized("global::System.Version", "VersionCodec", "version", 1)),
        ["BitArray"] = ("System.Collections", Sized("global::System.Collections.BitArray", "BitArrayCodec", "bits", sizeof(int))),
    };

    /// <summary>Finds types the runtime has a codec for, by special type or by name.</summary>
    public static WireType? Find(ITypeSymbol type)
    {
        if (Special.TryGetValue(type.SpecialType, out var found))
        {
            return found;
        }

        return Named.TryGetValue(type.MetadataName, out var named) && type.ContainingType is null && type.ContainingNamespace.IsNamed(named.Namespace)
            ? named.Type
            : null;
    }

    /// <summary>An enum travels as its underlying number.</summary>
    /// <param name="type">The enum.</param>
    /// <param name="name">Its name as C# spells it.</param>
    public static WireType? FindEnum(INamedTypeSymbol type, string name)
    {
        var underlying = type.EnumUnderlyingType is { } number ? Find(number) : null;
        return underlying is null ? null : underlying with { TypeName = name, Codec = $"{Runtime}UnmanagedCodec<{name}>" };
    }

    private static WireType Plain(string name, string shape, int size, int alignment = 0) =>
        new(name, $"{Runtime}UnmanagedCodec<{name}>", shape, size, new WireLayout(size, alignment == 0 ? size : alignment, takesAnyBits: true));

    private static WireType Sized(string name, string codec, string shape, int minimumSize) =>
        new(name, Runtime + codec, shape, minimumSize, Layout: null);

    private static WireType Checked(string name, string codec, string shape, int size, int alignment, params int[] padding) =>
        new(name, Runtime + codec, shape, size, new WireLayout(size, alignment, TakesAnyBits: false, new EquatableArray<int>(padding)));
}
