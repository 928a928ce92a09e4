using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>What a scalar is in TypeScript.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Codec">Its codec.</param>
internal sealed record ScriptScalar(string Type, string Codec);

/// <summary>All scalars.</summary>
internal static class ScriptScalars
{
    private const string Number = "number";
    private const string Long = "bigint";
    private const string Text = "string";

    public static ScriptScalar Of(ScalarKind kind) => kind switch
    {
        ScalarKind.Bool => new("boolean", "bool"),
        ScalarKind.Char16 => new(Text, "char"),
        ScalarKind.Int8 => new(Number, "int8"),
        ScalarKind.UInt8 => new(Number, "uint8"),
        ScalarKind.Int16 => new(Number, "int16"),
        ScalarKind.UInt16 => new(Number, "uint16"),
        ScalarKind.Int32 => new(Number, "int32"),
        ScalarKind.UInt32 => new(Number, "uint32"),
        ScalarKind.Int64 => new(Long, "int64"),
        ScalarKind.UInt64 => new(Long, "uint64"),
        ScalarKind.Int128 => new(Long, "int128"),
        ScalarKind.UInt128 => new(Long, "uint128"),
        ScalarKind.Float16 => new(Number, "float16"),
        ScalarKind.Float32 => new(Number, "float32"),
        ScalarKind.Float64 => new(Number, "float64"),
        ScalarKind.Decimal => new("$.Decimal", "decimal"),
        ScalarKind.DateTime => new("$.DateTime", "dateTime"),
        ScalarKind.DateTimeOffset => new("$.DateTimeOffset", "dateTimeOffset"),
        ScalarKind.Date => new("$.DateOnly", "dateOnly"),
        ScalarKind.Time => new("$.TimeOnly", "timeOnly"),
        ScalarKind.TimeSpan => new("$.Duration", "duration"),
        ScalarKind.Guid => new(Text, "guid"),
        ScalarKind.Rune => new(Text, "rune"),
        ScalarKind.Vector2 => new("$.Vector2", "vector2"),
        ScalarKind.Vector3 => new("$.Vector3", "vector3"),
        ScalarKind.Vector4 => new("$.Vector4", "vector4"),
        ScalarKind.Quaternion => new("$.Quaternion", "quaternion"),
        ScalarKind.Plane => new("$.Plane", "plane"),
        ScalarKind.Matrix3x2 => new("$.Matrix3x2", "matrix3x2"),
        ScalarKind.Matrix4x4 => new("$.Matrix4x4", "matrix4x4"),
        ScalarKind.Complex => new("$.Complex", "complex"),
        ScalarKind.BigInteger => new(Long, "bigInteger"),
        ScalarKind.Uri => new(Text, "uri"),
        ScalarKind.Version => new(Text, "version"),
        ScalarKind.Bits => new("$.BitArray", "bits"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
