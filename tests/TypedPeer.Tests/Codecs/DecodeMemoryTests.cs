using TypedPeer.CompilerServices;

namespace TypedPeer.Tests.Codecs;

/// <summary>What bytes may become in memory, measured for every codec with what makes the most of a byte.</summary>
public class DecodeMemoryTests
{
    private const int Free = 256 * 1024;
    private const int Small = 64 * 1024;

    public static IEnumerable<TheoryDataRow<string, string>> Forms =>
        from codec in CodecForms.Collections.Keys
        from item in CodecForms.Items.Keys
        select new TheoryDataRow<string, string>(codec, item);

    public static IEnumerable<TheoryDataRow<string>> Codecs => CodecForms.Collections.Keys.Select(codec => new TheoryDataRow<string>(codec));

    [Fact]
    public void Every_codec_of_a_collection_is_measured() => Assert.InRange(CodecForms.Collections.Count, 45, 100);

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_many_small_items_become_is_bounded_by_their_bytes(string codec, string item)
    {
        var form = CodecForms.Items[item];
        var size = form.Write(0).Length + (CodecForms.IsMap(CodecForms.Collections[codec]) ? 1 : 0);
        Measure(CodecForms.Close(CodecForms.Collections[codec], form), count => CodecForms.Bytes(CodecForms.Collections[codec], form, count), 400_000 / size);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void What_many_collections_of_nothing_or_of_one_item_become_is_bounded_by_their_bytes(string codec)
    {
        var inner = CodecForms.Close(CodecForms.Collections[codec], CodecForms.Items["int"]);
        var collection = inner.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPeerCodec<>)).GetGenericArguments()[0];
        foreach (var items in new[] { 0, 1 })
        {
            var bytes = CodecForms.Bytes(CodecForms.Collections[codec], CodecForms.Items["int"], items);
            var form = new ItemForm(collection, inner, _ => bytes);
            Measure(typeof(ListCodec<,>).MakeGenericType(collection, inner), count => CodecForms.Bytes(typeof(ListCodec<,>), form, count), 200_000 / bytes.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void An_honest_collection_of_many_numbers_or_texts_is_read(string codec)
    {
        foreach (var item in new[] { "int", "string" })
        {
            var form = CodecForms.Items[item];
            var bytes = CodecForms.Bytes(CodecForms.Collections[codec], form, 100_000);
            Assert.Null(Record.Exception(() => Allocate(CodecForms.Close(CodecForms.Collections[codec], form), bytes)));
        }
    }

    public static TheoryData<string> Scalars => ["BigInteger", "BitArray", "Uri", "Version", "string", "UTF-16 string"];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void What_one_scalar_or_many_become_is_bounded_by_their_bytes(string scalar)
    {
        var (type, codec, one, large) = scalar switch
        {
            "BigInteger" => (typeof(System.Numerics.BigInteger), typeof(BigIntegerCodec), [5, 0, 0, 0, 0, 0, 0, 0, 1], Filled(0x7F)),
            "BitArray" => (typeof(System.Collections.BitArray), typeof(BitArrayCodec), new byte[4], [.. BitConverter.GetBytes(Small * 8), .. new byte[Small]]),
            "Uri" => (typeof(Uri), typeof(UriCodec), Text("h:"), Text("http://h/" + new string('é', Small))),
            "Version" => (typeof(Version), typeof(VersionCodec), (byte[])[4, .. new byte[16]], [4, .. new byte[16]]),
            "string" => (typeof(string), typeof(StringCodec), Text("a"), Text(new string('a', Small))),
            _ => (typeof(string), typeof(StringCodec), [1, 0, 0, 0, 97, 0], [.. BitConverter.GetBytes(Small / 2), .. new byte[Small]]),
        };
        Measure(typeof(ListCodec<,>).MakeGenericType(type, codec), count => CodecForms.Bytes(typeof(ListCodec<,>), new(type, codec, _ => one), count), 200_000 / one.Length);
        Measure(codec, _ => large, 1);
    }

    private static byte[] Filled(byte value) => [.. BitConverter.GetBytes(Small), .. Enumerable.Repeat(value, Small)];

    private static byte[] Text(string text)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(~utf8.Length), .. BitConverter.GetBytes(text.Length), .. utf8];
    }

    private static void Measure(Type codec, Func<int, byte[]> bytes, int count)
    {
        // Whatever is made once for each type is made before.
        TryAllocate(codec, bytes(1));
        var many = bytes(count);
        TryAllocate(codec, many);
        Assert.InRange(TryAllocate(codec, many), 0, (many.Length * 32L) + Free + Small);
    }

    private static long TryAllocate(Type codec, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return Allocate(codec, bytes);
        }
        catch (Exception e) when (e is PeerDataException or InvalidOperationException or ArgumentException)
        {
            // Refused, or items that no sorted collection can compare.
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static long Allocate(Type codec, byte[] bytes)
    {
        var type = codec.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPeerCodec<>)).GetGenericArguments()[0];
        var read = typeof(DecodeMemoryTests).GetMethod(nameof(Read), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type, codec).CreateDelegate<Func<byte[], long>>();
        return read(bytes);
    }

    private static long Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new PeerReader(bytes);
        var value = TCodec.Read(ref reader);
        reader.End();
        GC.KeepAlive(value);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
