using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.Signaling.PeerJs.Chunks;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>Messages cut as PeerJS cuts them, put together again, and lies about both.</summary>
public sealed class ChunkTests
{
    private const int MaxMessage = 32 * 1024 * 1024;

    private static readonly int Seed = TestSeed.First(17_100);

    [Theory]
    [InlineData(0)]
    [InlineData(16_297)]
    public void A_message_that_fits_is_not_cut(int length)
    {
        var value = PeerData.FromBytes(new byte[length]);
        Assert.Equal([BinaryPackWriter.ToArray(value)], Cut(value));
    }

    [Fact]
    public void A_message_is_cut_from_16301_bytes_as_PeerJS_cuts_it()
    {
        var bytes = RandomValues.Bytes(new Random(Seed), 16_298);
        var cut = Cut(bytes, id: 5);

        Assert.Equal(2, cut.Count);
        Assert.Equal($"84ba5f5f706565724461746105b16e00b464617461da3fac{Convert.ToHexStringLower([0xda, 0x3f, 0xaa, .. bytes[..^1]])}b5746f74616c02", Convert.ToHexStringLower(cut[0]));
        Assert.Equal($"84ba5f5f706565724461746105b16e01b464617461a1{bytes[^1]:x2}b5746f74616c02", Convert.ToHexStringLower(cut[1]));
    }

    [Fact]
    public void Messages_come_together_again_from_chunks_in_any_order_and_mixed()
    {
        for (var seed = Seed; seed < Seed + 50; seed++)
        {
            var random = new Random(seed);
            var sizes = Enumerable.Range(0, 8).Select(_ => random.Next(16_300, 400_000)).ToArray();
            var values = sizes.Select(size => (PeerData)RandomValues.Bytes(random, size)).ToArray();
            var chunks = values.SelectMany(static (value, i) => Cut(value, i + 1)).ToArray();
            random.Shuffle(chunks);

            var reader = new ChunkReader(MaxMessage);
            var whole = chunks.Select(chunk => reader.Add(Unpack(chunk))).Where(static message => message is not null).Select(static message => BinaryPackReader.Read(message!.Value, 10)).ToList();

            Assert.True(values.ToHashSet().SetEquals(whole) && whole.Count == values.Length, $"seed {seed}");
            Assert.Equal((0, 0L), (reader.Open, reader.Held));
        }
    }

    [Fact]
    public void A_message_of_one_chunk_comes_through()
    {
        var packed = BinaryPackWriter.ToArray("x");
        Assert.Equal(packed, new ChunkReader(MaxMessage).Add(Chunk(1, 0, packed, 1))!.Value.ToArray());
    }

    [Theory]
    [InlineData("""{"__peerData":"a","n":0,"total":2}""", "lacks")]
    [InlineData("""{"__peerData":1,"n":0,"total":2}""", "lacks")]
    [InlineData("""{"__peerData":{"type":"other"}}""", "lacks")]
    [InlineData("""{"__peerData":1,"n":0.5,"total":2}""", "lacks")]
    public void A_chunk_without_its_members_is_refused(string json, string reason) => Refused(reason, PeerData.FromJson(json));

    [Theory]
    [InlineData(0, 0, 2000)]
    [InlineData(0, -1, 2000)]
    [InlineData(-1, 2, 2000)]
    [InlineData(2, 2, 2000)]
    [InlineData(long.MaxValue, long.MaxValue, 2000)]
    [InlineData(0, 2, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(0, 2, 1023)]
    public void A_chunk_with_impossible_numbers_is_refused(long n, long total, int length) => Refused("is none", Chunk(1, n, new byte[length], total));

    [Theory]
    [InlineData(0, 1 + (MaxMessage / 16_300), 16_300)]
    [InlineData(MaxMessage, MaxMessage + 1L, 1)]
    [InlineData(0, long.MaxValue, 16_300)]
    public void A_chunk_of_a_message_that_is_too_large_is_refused(long n, long total, int length) => Refused(total == 1 + (MaxMessage / 16_300) ? null : "larger", Chunk(1, n, new byte[length], total));

    [Fact]
    public void A_message_of_the_largest_size_comes_through_and_one_byte_more_does_not()
    {
        foreach (var (size, comes) in ((int, bool)[])[(100_000, true), (100_001, false)])
        {
            var reader = new ChunkReader(100_000);
            var chunks = new ChunkWriter(Raw(new byte[size]), 1);
            var got = Record.Exception(() => Assert.Contains(Drain(chunks), chunk => reader.Add(Unpack(chunk)) is { Length: 100_000 }));
            Assert.Equal(comes, got is null);
        }
    }

    [Fact]
    public void A_chunk_that_contradicts_others_of_its_message_is_refused()
    {
        Refused("another one said", Chunk(1, 0, new byte[2000], 3), Chunk(1, 1, new byte[2000], 4));
        Refused("comes twice", Chunk(1, 0, new byte[2000], 3), Chunk(1, 0, new byte[2000], 3));
        Refused("another one 2000", Chunk(1, 0, new byte[2000], 3), Chunk(1, 1, new byte[2001], 3));
        Refused("last chunk has", Chunk(1, 0, new byte[2000], 3), Chunk(1, 2, new byte[2001], 3));
        Refused("last chunk has", Chunk(1, 2, new byte[2001], 3), Chunk(1, 0, new byte[2000], 3));
    }

    [Fact]
    public void What_is_held_of_messages_in_part_is_bounded_and_counts_what_it_takes()
    {
        var reader = new ChunkReader(1024 * 1024);
        var sent = 0L;
        var refusal = Assert.Throws<InvalidDataException>(() =>
        {
            for (var id = 1; id < 100_000; id++)
            {
                sent += 1100;
                reader.Add(Chunk(id, 0, new byte[1024], 2));
            }
        });

        Assert.Contains("in part", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(sent, 8 * 1024 * 1024, 18 * 1024 * 1024);
    }

    [Fact]
    public void A_chunk_that_claims_a_large_message_makes_nothing_large()
    {
        var reader = new ChunkReader(1024 * 1024 * 1024);
        var chunk = Chunk(1, 0, new byte[16_300], 60_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(reader.Add(chunk));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.InRange(reader.Held, 16_300, 64 * 1024);
    }

    [Fact]
    public void A_large_message_is_held_once_while_it_comes_and_not_copied_when_it_is_whole()
    {
        const int Size = 20 * 1024 * 1024;
        var reader = new ChunkReader(MaxMessage);
        var chunks = new ChunkWriter(BinaryPackWriter.Write(new byte[Size]), 1);
        var peak = 0L;
        var length = 0;
        foreach (var chunk in Drain(chunks))
        {
            length = reader.Add(Unpack(chunk))?.Length ?? 0;
            peak = Math.Max(peak, reader.Held);
        }

        Assert.Equal(Size + 5, length);
        Assert.InRange(peak, Size, Size + 65_536);
    }

    [Fact]
    public void A_large_message_is_not_copied_before_it_is_cut()
    {
        PeerData value = new byte[50_000_000];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var writer = new ChunkWriter(BinaryPackWriter.Write(value), 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Equal(3068, writer.Total);
    }

    private static void Refused(string? reason, params PeerData[] chunks)
    {
        var reader = new ChunkReader(MaxMessage);
        foreach (var chunk in chunks.SkipLast(1))
        {
            Assert.Null(reader.Add(chunk));
        }

        if (reason is null)
        {
            Assert.Null(reader.Add(chunks[^1]));
            return;
        }

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => reader.Add(chunks[^1])).Message, StringComparison.Ordinal);
    }

    private static PackedMessage Raw(byte[] bytes) => new([bytes], bytes.Length);

    private static PeerData Chunk(long id, long n, byte[] data, long total) => PeerData.FromObject(("__peerData", id), ("n", n), ("data", data), ("total", total));

    private static PeerData Unpack(byte[] message) => BinaryPackReader.Read(message, 100);

    private static List<byte[]> Cut(PeerData value, int id = 1) => Drain(new ChunkWriter(BinaryPackWriter.Write(value), id));

    private static List<byte[]> Drain(ChunkWriter writer)
    {
        var messages = new List<byte[]>();
        var buffer = new byte[ChunkWriter.MaxLength];
        while (writer.TryNext(buffer, out var length))
        {
            messages.Add(buffer[..length]);
        }

        return messages;
    }
}
