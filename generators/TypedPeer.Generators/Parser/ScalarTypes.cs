using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>The types of fixed size that the runtime has codecs for.</summary>
internal static class ScalarTypes
{
    /// <summary>Where the runtime's codecs live, as generated code spells it.</summary>
    public const string Runtime = "global::TypedPeer.CompilerServices.";

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

    private static readonly Dictionary<string, WireType> Named = new(StringComparer.Ordinal)
    {
        ["Guid"] = Plain("global::System.Guid", "guid", 16, 4),
        ["TimeSpan"] = Plain("global::System.TimeSpan", "timespan", 8),
        ["DateTimeOffset"] = Checked("global::System.DateTimeOffset", "DateTimeOffsetCodec", "datetimeoffset", 16, 8, 4, 8),
    };

    public static WireType? Find(ITypeSymbol type)
    {
        if (Special.TryGetValue(type.SpecialType, out var found))
        {
            return found;
        }

        return Named.TryGetValue(type.MetadataName, out found) && type.ContainingType is null && type.ContainingNamespace.IsNamed("System") ? found : null;
    }

    /// <summary>An enum travels as its underlying number.</summary>
    public static WireType? FindEnum(INamedTypeSymbol type)
    {
        var underlying = type.EnumUnderlyingType is { } number ? Find(number) : null;
        if (underlying is null)
        {
            return null;
        }

        var name = TypeNames.Qualified(type);
        return underlying with { TypeName = name, Codec = $"{Runtime}UnmanagedCodec<{name}>" };
    }

    private static WireType Plain(string name, string shape, int size, int alignment = 0) =>
        new(name, $"{Runtime}UnmanagedCodec<{name}>", shape, size, new WireLayout(size, alignment == 0 ? size : alignment, takesAnyBits: true));

    private static WireType Checked(string name, string codec, string shape, int size, int alignment, params int[] padding) =>
        new(name, Runtime + codec, shape, size, new WireLayout(size, alignment, TakesAnyBits: false, new EquatableArray<int>(padding)));
}
