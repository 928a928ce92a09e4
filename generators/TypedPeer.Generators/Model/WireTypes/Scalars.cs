using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>What is known of a scalar.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Name">The type of the platform that holds it.</param>
/// <param name="Shape">Its shape on the wire.</param>
/// <param name="MinimumSize">The fewest bytes it takes.</param>
/// <param name="Layout">Its memory layout; null where its size differs from value to value.</param>
/// <param name="IsReference">Whether the type that holds it is a reference.</param>
internal sealed record Scalar(ScalarKind Kind, NamedTypeName Name, string Shape, int MinimumSize, WireLayout? Layout, bool IsReference);

/// <summary>All scalars.</summary>
internal static class Scalars
{
    private const string System = "System";
    private const string Numerics = "System.Numerics";

    /// <summary>Every scalar, in the order of its kind.</summary>
    public static readonly EquatableArray<Scalar> All = new(
    [
        Checked(ScalarKind.Bool, System, "Boolean", "bool", 1, 1),
        Plain(ScalarKind.Char16, System, "Char", "char16", 2),
        Plain(ScalarKind.Int8, System, "SByte", "int8", 1),
        Plain(ScalarKind.UInt8, System, "Byte", "uint8", 1),
        Plain(ScalarKind.Int16, System, "Int16", "int16", 2),
        Plain(ScalarKind.UInt16, System, "UInt16", "uint16", 2),
        Plain(ScalarKind.Int32, System, "Int32", "int32", 4),
        Plain(ScalarKind.UInt32, System, "UInt32", "uint32", 4),
        Plain(ScalarKind.Int64, System, "Int64", "int64", 8),
        Plain(ScalarKind.UInt64, System, "UInt64", "uint64", 8),
        Plain(ScalarKind.Int128, System, "Int128", "int128", 16),
        Plain(ScalarKind.UInt128, System, "UInt128", "uint128", 16),
        Plain(ScalarKind.Float16, System, "Half", "float16", 2),
        Plain(ScalarKind.Float32, System, "Single", "float32", 4),
        Plain(ScalarKind.Float64, System, "Double", "float64", 8),
        Checked(ScalarKind.Decimal, System, "Decimal", "decimal", 16, 8),
        Checked(ScalarKind.DateTime, System, "DateTime", "datetime", 8, 8),
        Checked(ScalarKind.DateTimeOffset, System, "DateTimeOffset", "datetimeoffset", 16, 8, 4, 8),
        Checked(ScalarKind.Date, System, "DateOnly", "date", 4, 4),
        Checked(ScalarKind.Time, System, "TimeOnly", "time", 8, 8),
        Plain(ScalarKind.TimeSpan, System, "TimeSpan", "timespan", 8),
        Plain(ScalarKind.Guid, System, "Guid", "guid", 16, 4),
        Checked(ScalarKind.Rune, "System.Text", "Rune", "rune", 4, 4),
        Plain(ScalarKind.Vector2, Numerics, "Vector2", "float32x2", 8, 4),
        Plain(ScalarKind.Vector3, Numerics, "Vector3", "float32x3", 12, 4),
        Plain(ScalarKind.Vector4, Numerics, "Vector4", "float32x4", 16, 4),
        Plain(ScalarKind.Quaternion, Numerics, "Quaternion", "float32x4", 16, 4),
        Plain(ScalarKind.Plane, Numerics, "Plane", "float32x4", 16, 4),
        Plain(ScalarKind.Matrix3x2, Numerics, "Matrix3x2", "float32x6", 24, 4),
        Plain(ScalarKind.Matrix4x4, Numerics, "Matrix4x4", "float32x16", 64, 4),
        Plain(ScalarKind.Complex, Numerics, "Complex", "float64x2", 16, 8),
        Sized(ScalarKind.BigInteger, Numerics, "BigInteger", "bigint", sizeof(int), isReference: false),
        Sized(ScalarKind.Uri, System, "Uri", "string", sizeof(int), isReference: true),
        Sized(ScalarKind.Version, System, "Version", "version", 1, isReference: true),
        Sized(ScalarKind.Bits, "System.Collections", "BitArray", "bits", sizeof(int), isReference: true),
    ]);

    public static Scalar Of(ScalarKind kind) => All[(int)kind];

    // Every pattern of bits is a value.
    private static Scalar Plain(ScalarKind kind, string @namespace, string name, string shape, int size, int alignment = 0) =>
        new(kind, new NamedTypeName(@namespace, name), shape, size, new WireLayout(size, alignment == 0 ? size : alignment, takesAnyBits: true), IsReference: false);

    private static Scalar Checked(ScalarKind kind, string @namespace, string name, string shape, int size, int alignment, params int[] padding) =>
        new(kind, new NamedTypeName(@namespace, name), shape, size, new WireLayout(size, alignment, TakesAnyBits: false, new EquatableArray<int>(padding)), IsReference: false);

    private static Scalar Sized(ScalarKind kind, string @namespace, string name, string shape, int minimumSize, bool isReference) =>
        new(kind, new NamedTypeName(@namespace, name), shape, minimumSize, Layout: null, isReference);
}
