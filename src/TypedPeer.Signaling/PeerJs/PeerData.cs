using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TypedPeer.Signaling;

/// <summary>
/// What travels over a data connection with a PeerJS page: null, a boolean, a number, a string, bytes, an array or an object, as in JavaScript.
/// It converts by itself from .NET's own types, is read as <see cref="JsonElement"/> is, and never changes.
/// </summary>
/// <remarks>
/// Numbers are whole, when they are (up to 64 bits, exactly between .NET peers; a page knows 53 bits), and otherwise doubles: 2.0 is 2, as in JavaScript.
/// Bytes are not copied: who made a value of an array leaves the array alone until the value has been sent.
/// </remarks>
public readonly struct PeerData : IEquatable<PeerData>
{
    private const double MaxExactInteger = 1L << 53;

    private static readonly object TrueMark = new();
    private static readonly object FalseMark = new();
    private static readonly object IntegerMark = new();
    private static readonly object UnsignedMark = new();
    private static readonly object DoubleMark = new();

    /// <summary>Null, a mark that says what the bits are, or a string, byte array, array of values or members.</summary>
    private readonly object? _object;

    /// <summary>A number, or where the bytes begin in their array (upper half) and how many they are.</summary>
    private readonly long _bits;

    private PeerData(object? value, long bits = 0)
    {
        _object = value;
        _bits = bits;
    }

    /// <summary>Gets null.</summary>
    public static PeerData Null => default;

    /// <summary>Gets what it is.</summary>
    public PeerDataKind Kind => _object switch
    {
        null => PeerDataKind.Null,
        string => PeerDataKind.String,
        byte[] => PeerDataKind.Bytes,
        PeerData[] => PeerDataKind.Array,
        PeerDataMembers => PeerDataKind.Object,
        _ => _object == TrueMark || _object == FalseMark ? PeerDataKind.Boolean : PeerDataKind.Number,
    };

    /// <summary>Gets the values of an array.</summary>
    /// <exception cref="InvalidOperationException">It is no array.</exception>
    public IReadOnlyList<PeerData> Items => _object as PeerData[] ?? throw IsNo(PeerDataKind.Array);

    /// <summary>Gets the members of an object, in the order in which they came.</summary>
    /// <exception cref="InvalidOperationException">It is no object.</exception>
    public IReadOnlyDictionary<string, PeerData> Members => _object as PeerDataMembers ?? throw IsNo(PeerDataKind.Object);

    /// <summary>Gets a value of an array.</summary>
    /// <exception cref="InvalidOperationException">It is no array.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no such value.</exception>
    public PeerData this[int index] => Items[index];

    /// <summary>Gets a member of an object; null where there is none, as in JavaScript.</summary>
    /// <exception cref="InvalidOperationException">It is no object.</exception>
    public PeerData this[string name] => Members.TryGetValue(name, out var value) ? value : default;

    /// <summary>Whether it is a double rather than a whole number; for what writes it.</summary>
    internal bool IsDouble => _object == DoubleMark;

    /// <summary>Whether it is a whole number above <see cref="long.MaxValue"/>, whose bits <see cref="Bits"/> are.</summary>
    internal bool IsUnsigned => _object == UnsignedMark;

    internal long Bits => _bits;

    /// <summary>Makes a boolean.</summary>
    public static implicit operator PeerData(bool value) => new(value ? TrueMark : FalseMark);

    /// <summary>Makes a number.</summary>
    public static implicit operator PeerData(int value) => new(IntegerMark, value);

    /// <summary>Makes a number.</summary>
    public static implicit operator PeerData(long value) => new(IntegerMark, value);

    /// <summary>Makes a number.</summary>
    public static implicit operator PeerData(double value) => double.IsInteger(value) && Math.Abs(value) <= MaxExactInteger
        ? new(IntegerMark, (long)value)
        : new(DoubleMark, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Makes a string; null stays null.</summary>
    public static implicit operator PeerData(string? value) => new(value);

    /// <summary>Makes bytes of an array, which is not copied; null stays null.</summary>
    public static implicit operator PeerData(byte[]? value) => Slice(value, 0, value?.Length ?? 0);

    /// <summary>Makes bytes of memory, which is not copied where it belongs to an array.</summary>
    public static implicit operator PeerData(ReadOnlyMemory<byte> value) => FromBytes(value);

    /// <summary>Compares deeply.</summary>
    public static bool operator ==(PeerData left, PeerData right) => left.Equals(right);

    /// <summary>Compares deeply.</summary>
    public static bool operator !=(PeerData left, PeerData right) => !left.Equals(right);

    /// <summary>Makes a number.</summary>
    public static PeerData FromUInt64(ulong value) => new(value > long.MaxValue ? UnsignedMark : IntegerMark, unchecked((long)value));

    /// <summary>Makes bytes of memory, which is not copied where it belongs to an array.</summary>
    public static PeerData FromBytes(ReadOnlyMemory<byte> value) => MemoryMarshal.TryGetArray(value, out var segment)
        ? Slice(segment.Array ?? [], segment.Offset, segment.Count)
        : Slice(value.ToArray(), 0, value.Length);

    /// <summary>Makes an array.</summary>
    public static PeerData FromArray(params ReadOnlySpan<PeerData> values) => Own(values.ToArray());

    /// <summary>Makes an object; of a name that comes twice the last value counts.</summary>
    public static PeerData FromObject(params ReadOnlySpan<(string Name, PeerData Value)> members)
    {
        var result = new PeerDataMembers(members.Length);
        foreach (var (name, value) in members)
        {
            result.Add(name, value);
        }

        return Own(result);
    }

    /// <summary>Makes what a JSON value says, at most 64 arrays and objects deep.</summary>
    /// <exception cref="JsonException">It is nested deeper, or is no JSON.</exception>
    public static PeerData FromJson(JsonElement json) => PeerDataJson.Read(JsonMarshal.GetRawUtf8Value(json));

    /// <summary>Makes what a JSON text says, at most 64 arrays and objects deep.</summary>
    /// <exception cref="JsonException">It is nested deeper, or is no JSON.</exception>
    public static PeerData FromJson(string json) => PeerDataJson.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Gets a boolean.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public bool GetBoolean() => Kind == PeerDataKind.Boolean ? _object == TrueMark : throw IsNo(PeerDataKind.Boolean);

    /// <summary>Gets a number that is whole and fits.</summary>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    /// <exception cref="FormatException">It is not whole, or does not fit.</exception>
    public long GetInt64() => TryGetInt64(out var value) ? value
        : Kind == PeerDataKind.Number ? throw new FormatException($"{ToString()} is no whole number of 64 bits.") : throw IsNo(PeerDataKind.Number);

    /// <summary>Gets a number that is whole and fits; false where it is something else.</summary>
    public bool TryGetInt64(out long value)
    {
        value = _object == IntegerMark ? _bits : 0;
        return _object == IntegerMark;
    }

    /// <summary>Gets a number as the double next to it.</summary>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    public double GetDouble() => _object == DoubleMark ? BitConverter.Int64BitsToDouble(_bits)
        : _object == IntegerMark ? _bits
        : _object == UnsignedMark ? unchecked((ulong)_bits)
        : throw IsNo(PeerDataKind.Number);

    /// <summary>Gets a string.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public string GetString() => _object as string ?? throw IsNo(PeerDataKind.String);

    /// <summary>Gets bytes, without copying them. They are the value's own: not to be changed.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public ReadOnlyMemory<byte> GetBytes() => _object is byte[] array ? array.AsMemory((int)(_bits >> 32), (int)_bits) : throw IsNo(PeerDataKind.Bytes);

    /// <summary>Writes it as JSON, as <c>JSON.stringify</c> does: a number that is none is null. Bytes, which JSON has no word for, are a string in base64.</summary>
    public string ToJson() => Encoding.UTF8.GetString(PeerDataJson.Write(this, bytesAsBase64: true).Span);

    /// <inheritdoc cref="ToJson"/>
    public override string ToString() => ToJson();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PeerData other && Equals(other);

    /// <summary>Compares deeply; the order of members does not matter.</summary>
    public bool Equals(PeerData other)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (_object, other._object) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (byte[], byte[]) => GetBytes().Span.SequenceEqual(other.GetBytes().Span),
            (PeerData[] a, PeerData[] b) => a.AsSpan().SequenceEqual(b),
            (PeerDataMembers a, PeerDataMembers b) => a.Count == b.Count && a.All(member => b.TryGetValue(member.Key, out var value) && member.Value.Equals(value)),
            _ => _object == other._object && _bits == other._bits,
        };
    }

    /// <inheritdoc/>
    public override int GetHashCode() => _object switch
    {
        string text => text.GetHashCode(StringComparison.Ordinal),
        byte[] => HashBytes(GetBytes().Span),
        PeerData[] items => HashCode.Combine(PeerDataKind.Array, items.Length),
        PeerDataMembers members => HashCode.Combine(PeerDataKind.Object, members.Count),
        _ => HashCode.Combine(_object, _bits),
    };

    /// <summary>Makes an array of values that nobody else has.</summary>
    internal static PeerData Own(PeerData[] values) => new(values);

    /// <summary>Makes an object of members that nobody else has.</summary>
    internal static PeerData Own(PeerDataMembers members) => new(members);

    private static PeerData Slice(byte[]? array, int offset, int length) => new(array, ((long)offset << 32) | (uint)length);

    private static int HashBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private InvalidOperationException IsNo(PeerDataKind wanted) => new($"The value is {Kind}, not {wanted}.");
}
