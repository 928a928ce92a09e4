using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>PeerJS's form of values.</summary>
public sealed class BinaryPackTests
{
    private const int Many = 1_000_000;

    private static readonly int Seed = TestSeed.First(17_000);

    [RequiresPeer("peerjs")]
    public async Task What_we_pack_a_page_unpacks_as_the_same_values()
    {
        var random = new Random(Seed);
        var values = Enumerable.Range(0, 400).Select(_ => RandomValues.Next(random)).ToList();

        var unpacked = await NodeBinaryPack.UnpackAsync(values.Select(BinaryPackWriter.ToArray));

        Assert.Equal(values.Count, unpacked.Count);
        Assert.All(values.Zip(unpacked), pair => Assert.True(NodeBinaryPack.Describe(pair.First) == pair.Second, $"seed {Seed}:\n{pair.First}\n{pair.Second}"));
    }

    [RequiresPeer("peerjs")]
    public async Task What_a_page_packs_we_unpack_as_the_values_that_its_own_code_finds()
    {
        var random = new Random(Seed + 1);
        var values = Enumerable.Range(0, 400).Select(_ => RandomValues.Next(random)).ToList();

        var packed = await NodeBinaryPack.PackAsync(values);

        // It throws over whole numbers above 64 bits.
        Assert.InRange(packed.Count, values.Count * 3 / 4, values.Count);
        foreach (var (value, bytes, unpacked) in packed)
        {
            var ours = BinaryPackReader.Read(bytes, Many);
            Assert.True(NodeBinaryPack.Describe(ours) == unpacked || IsMisreadByPages(ours), $"seed {Seed + 1}:\n{ours}\n{unpacked}");
            if (!HasDoubles(value))
            {
                Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(BinaryPackWriter.ToArray(value)));
            }
        }
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null,1.5]}""", "82b16101b16293c3c0cb3ff8000000000000")]
    [InlineData("""{"__peerData":{"type":"close"}}""", "81ba5f5f706565724461746181b474797065b5636c6f7365")]
    [InlineData("[-1,-33,200,-200,70000,-70000,4294967296]", "97ffd0dfccc8d1ff38ce00011170d2fffeee90d30000000100000000")]
    [InlineData("2.0", "02")]
    [InlineData("-0.0", "00")]
    public void A_value_has_the_bytes_that_PeerJS_gives_it(string json, string bytes)
    {
        Assert.Equal(bytes, Convert.ToHexStringLower(BinaryPackWriter.ToArray(PeerData.FromJson(json))));
        Assert.Equal(PeerData.FromJson(json), BinaryPackReader.Read(Convert.FromHexString(bytes), Many));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-(1L << 53) - 1)]
    [InlineData(int.MinValue - 1L)]
    public void A_whole_number_of_64_bits_is_exact_between_our_own_peers(long number) =>
        Assert.Equal(number, BinaryPackReader.Read(BinaryPackWriter.ToArray(number), Many).GetInt64());

    [Fact]
    public void A_number_above_63_bits_is_exact_between_our_own_peers() =>
        Assert.Equal(PeerData.FromUInt64(ulong.MaxValue), BinaryPackReader.Read(BinaryPackWriter.ToArray(PeerData.FromUInt64(ulong.MaxValue)), Many));

    [Theory]
    [InlineData("ca3fc00000", 1.5)]
    [InlineData("cb7ff0000000000000", double.PositiveInfinity)]
    [InlineData("cbfff0000000000000", double.NegativeInfinity)]
    [InlineData("cb7ff8000000000000", double.NaN)]
    [InlineData("cb0000000000000001", double.Epsilon)]
    public void A_number_is_read_as_IEEE_754_says(string bytes, double number) =>
        Assert.Equal(number, BinaryPackReader.Read(Convert.FromHexString(bytes), Many).GetDouble());

    [Theory]
    [InlineData("c0")]
    [InlineData("c1")]
    [InlineData("d4")]
    [InlineData("d7")]
    public void What_is_undefined_in_a_page_is_null(string bytes) => Assert.Equal(PeerData.Null, BinaryPackReader.Read(Convert.FromHexString(bytes), Many));

    [Theory]
    [InlineData("", "1 values are said to follow")]
    [InlineData("cc", "1 bytes are said to follow")]
    [InlineData("cb000000", "8 bytes are said to follow")]
    [InlineData("da0005aabb", "5 bytes are said to follow")]
    [InlineData("dbffffffff00", "bytes are said to follow")]
    [InlineData("d9ffffffff00", "bytes are said to follow")]
    [InlineData("ddffffffff00", "values are said to follow")]
    [InlineData("dfffffffff00", "values are said to follow")]
    [InlineData("93c0c0", "3 values are said to follow")]
    [InlineData("92dc0004c0c0c0c0", "4 values are said to follow")]
    [InlineData("81b161", "1 bytes are said to follow at 3")]
    [InlineData("8101c0", "no string")]
    [InlineData("b1ff", "no valid UTF-8")]
    [InlineData("b2c0af", "no valid UTF-8")]
    [InlineData("b3eda080", "no valid UTF-8")]
    [InlineData("0000", "behind the value")]
    public void A_message_that_lies_is_refused_with_a_reason(string bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => BinaryPackReader.Read(Convert.FromHexString(bytes), Many)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_message_is_as_deep_as_allowed_and_no_deeper()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)0x91, depth), 0xc0];

        var value = BinaryPackReader.Read(Nested(BinaryPackReader.MaxDepth), Many);
        Assert.Equal(Nested(BinaryPackReader.MaxDepth), BinaryPackWriter.ToArray(value));
        Assert.Throws<InvalidDataException>(() => BinaryPackReader.Read(Nested(BinaryPackReader.MaxDepth + 1), Many));
        Assert.Throws<ArgumentException>(() => BinaryPackWriter.ToArray(PeerData.FromArray(value)));
        Assert.Throws<InvalidDataException>(() => BinaryPackReader.Read(Nested(1_000_000), Many));
    }

    [Fact]
    public void A_message_has_as_many_values_as_allowed_and_no_more()
    {
        byte[] message = [0x93, 1, 2, 3];
        Assert.Equal(3, BinaryPackReader.Read(message, maxValues: 4).Items.Count);
        Assert.Throws<InvalidDataException>(() => BinaryPackReader.Read(message, maxValues: 3));
    }

    [Fact]
    public void What_a_message_makes_the_reader_allocate_is_bounded_by_its_length()
    {
        // Every array claims all bytes that are left, again and again.
        var message = new byte[64 * 1024];
        for (var i = 0; i + 5 < message.Length && i / 5 < BinaryPackReader.MaxDepth; i += 5)
        {
            message[i] = 0xdd;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(i + 1), message.Length - i - 5);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => BinaryPackReader.Read(message, Many));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, message.Length * 32L);
    }

    [Fact]
    public void Of_a_name_that_comes_twice_the_last_value_counts_whatever_the_size_of_the_object()
    {
        foreach (var count in (int[])[2, 14])
        {
            byte[] message = [(byte)(0x80 + count), .. Enumerable.Range(0, count).SelectMany(static i => (byte[])[0xb1, (byte)('a' + (i % 2)), (byte)i])];
            Assert.Equal(PeerData.FromObject(("a", count - 2), ("b", count - 1)), BinaryPackReader.Read(message, Many));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("a\ufffdb", BinaryPackReader.Read(BinaryPackWriter.ToArray("a\ud800b"), Many).GetString());

    [Fact]
    public void Any_bytes_give_a_value_or_a_reason()
    {
        var random = new Random(Seed + 2);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = RandomValues.Bytes(random, random.Next(1, 60));
            try
            {
                BinaryPackReader.Read(bytes, Many);
            }
            catch (InvalidDataException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static bool HasDoubles(PeerData value) => value.Kind switch
    {
        PeerDataKind.Number => !value.TryGetInt64(out var whole) || whole < int.MinValue,
        PeerDataKind.Array => value.Items.Any(HasDoubles),
        PeerDataKind.Object => value.Members.Values.Any(HasDoubles),
        _ => false,
    };

    /// <summary>A page reads what it wrote itself wrongly: whole numbers below 32 bits, and by way of the sum that they are.</summary>
    private static bool IsMisreadByPages(PeerData value) => value.Kind switch
    {
        PeerDataKind.Number => value.TryGetInt64(out var whole) && whole < int.MinValue,
        PeerDataKind.Array => value.Items.Any(IsMisreadByPages),
        PeerDataKind.Object => value.Members.Values.Any(IsMisreadByPages),
        _ => false,
    };
}
