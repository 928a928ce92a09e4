using System.Buffers.Binary;
using TypedPeer.CompilerServices;

namespace TypedPeer.Tests.Codecs;

/// <summary>Every codec of a collection that the runtime has, closed over items of several kinds; a new one is found by itself.</summary>
internal static class CodecForms
{
    /// <summary>The kinds of items: type, codec, and the bytes of the item of a number.</summary>
    public static IReadOnlyDictionary<string, ItemForm> Items { get; } = new Dictionary<string, ItemForm>(StringComparer.Ordinal)
    {
        ["byte"] = new(typeof(byte), typeof(UnmanagedCodec<byte>), number => [(byte)number]),
        ["int"] = new(typeof(int), typeof(UnmanagedCodec<int>), BitConverter.GetBytes),
        ["string"] = new(typeof(string), typeof(StringCodec), Text),
        ["string?"] = new(typeof(string), typeof(NullableCodec<string, StringCodec>), _ => [0xFF, 0xFF, 0xFF, 0xFF]),
        ["empty list"] = new(typeof(List<int>), typeof(ListCodec<int, UnmanagedCodec<int>>), _ => [0, 0, 0, 0]),
        ["empty map"] = new(
            typeof(System.Collections.Concurrent.ConcurrentDictionary<int, int>), typeof(ConcurrentDictionaryCodec<int, int, UnmanagedCodec<int>, UnmanagedCodec<int>>), _ => [0, 0, 0, 0]),
        ["large struct?"] = new(typeof(LargeStruct?), typeof(NullableStructCodec<LargeStruct, LargeStructCodec>), _ => [0xFF]),
    };

    /// <summary>The codecs of lists, sets and maps, by name.</summary>
    public static IReadOnlyDictionary<string, Type> Collections { get; } = typeof(PeerReader).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(PeerReader).Namespace && type.IsValueType && type.IsGenericTypeDefinition && IsCollection(type))
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static bool IsMap(Type codec) => codec.GetGenericArguments().Length == 4;

    /// <summary>Closes a codec over items; the values of a map are bytes.</summary>
    public static Type Close(Type codec, ItemForm item) => IsMap(codec)
        ? codec.MakeGenericType(item.Type, typeof(byte), item.Codec, typeof(UnmanagedCodec<byte>))
        : codec.MakeGenericType(item.Type, item.Codec);

    /// <summary>Returns the bytes of a collection of so many items.</summary>
    public static byte[] Bytes(Type codec, ItemForm item, int count)
    {
        var bytes = new List<byte>();
        var rank = codec.Name.StartsWith("Array", StringComparison.Ordinal) && char.IsAsciiDigit(codec.Name[5]) ? codec.Name[5] - '0' : 1;
        if (rank > 1)
        {
            bytes.Add((byte)(rank + 1));
            bytes.AddRange(BitConverter.GetBytes(count));
            for (var i = 1; i < rank; i++)
            {
                bytes.AddRange(BitConverter.GetBytes(1));
            }
        }

        bytes.AddRange(BitConverter.GetBytes(count));
        for (var i = 0; i < count; i++)
        {
            bytes.AddRange(item.Write(i));
            if (IsMap(codec))
            {
                bytes.Add(0);
            }
        }

        return [.. bytes];
    }

    private static bool IsCollection(Type codec)
    {
        var names = codec.GetGenericArguments().Select(argument => argument.Name).ToArray();
        return !codec.Name.StartsWith("Nullable", StringComparison.Ordinal) && !codec.Name.Contains("KeyValuePair", StringComparison.Ordinal) && !codec.Name.StartsWith("PeerProgress", StringComparison.Ordinal)
            && names is ["T", "TCodec"] or ["TKey", "TValue", "TKeyCodec", "TValueCodec"];
    }

    private static byte[] Text(int number)
    {
        var bytes = new byte[8 + 3];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, ~3);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 3);
        bytes[8] = (byte)(32 + (number % 90));
        bytes[9] = (byte)(32 + (number / 90 % 90));
        bytes[10] = (byte)(32 + (number / 8100 % 90));
        return bytes;
    }
}

/// <summary>A kind of item.</summary>
internal sealed record ItemForm(Type Type, Type Codec, Func<int, byte[]> Write);

/// <summary>A struct that is one byte on the wire when it is null, and much in memory.</summary>
internal struct LargeStruct
{
    public string? Text;
    public Numbers64 Numbers;
}

[System.Runtime.CompilerServices.InlineArray(64)]
internal struct Numbers64
{
    private long _first;
}

internal readonly struct LargeStructCodec : IPeerCodec<LargeStruct>
{
    public static void Write(ref PeerWriter writer, in LargeStruct value) => NullableCodec<string, StringCodec>.Write(ref writer, value.Text);

    public static LargeStruct Read(ref PeerReader reader) => new() { Text = NullableCodec<string, StringCodec>.Read(ref reader), Numbers = default };
}
