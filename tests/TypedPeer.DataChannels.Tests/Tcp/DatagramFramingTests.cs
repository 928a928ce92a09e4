using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Streams;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>Datagrams with a length before each (RFC 4571), however the stream is cut.</summary>
public sealed class DatagramFramingTests
{
    private static readonly DatagramFraming Framing = DatagramFraming.Instance;

    [Fact]
    public void Runs_come_out_as_the_datagrams_they_are_of_wherever_the_stream_is_cut()
    {
        var random = new Random(TestSeed.First(4571));
        var sent = new List<byte[]>();
        var stream = new MemoryStream();
        for (int round = 0; round < 200; round++)
        {
            int segment = random.Next(1, 1300);
            byte[] data = new byte[random.Next(1, 20 * segment)];
            random.NextBytes(data);
            var run = new SendRun { Length = data.Length, SegmentSize = segment, Path = new FakePath("192.0.2.1:9"), Remote = new(0, 0) };
            byte[] written = new byte[Framing.GetLength(run)];
            Framing.Write(run, data, written);
            stream.Write(written);
            sent.AddRange(data.Chunk(segment));
        }

        Assert.Equal(sent, Read(stream.ToArray(), random));
    }

    [Fact]
    public void What_is_longer_than_it_may_be_is_refused_as_soon_as_its_length_is_there_and_not_before()
    {
        Assert.Equal(0, Framing.GetWhole([0x05], 1500));
        Assert.Equal(0, Framing.GetWhole([0x05, 0xDC], 1500));
        Assert.Equal(-1, Framing.GetWhole([0x05, 0xDD], 1500));
        Assert.Equal(-1, Framing.GetWhole([0, 1, 7, 0x05, 0xDD], 1500));
        Assert.Equal(-1, Framing.GetWhole("HTTP/1.1 400 Bad Request"u8, 1500));
        Assert.Equal(0, Framing.GetWhole([0xFF, 0xFF, 0], ushort.MaxValue));
    }

    [Fact]
    public void An_empty_datagram_is_none_and_stops_nothing()
    {
        Assert.Equal(7, Framing.GetWhole([0, 0, 0, 0, 0, 1, 9], 1500));
        Span<byte> whole = [0, 0, 0, 1, 9];
        Assert.True(DatagramFraming.TryTake(ref whole, out var first));
        Assert.True(first.IsEmpty);
        Assert.True(DatagramFraming.TryTake(ref whole, out var second));
        Assert.Equal([9], second.ToArray());
        Assert.False(DatagramFraming.TryTake(ref whole, out _));
    }

    private static List<byte[]> Read(byte[] stream, Random random)
    {
        var read = new List<byte[]>();
        byte[] buffer = new byte[Framing.LongestFrame];
        int filled = 0;
        for (int at = 0; at < stream.Length;)
        {
            int piece = Math.Min(random.Next(1, 4000), Math.Min(stream.Length - at, buffer.Length - filled));
            stream.AsSpan(at, piece).CopyTo(buffer.AsSpan(filled));
            at += piece;
            filled += piece;
            int whole = Framing.GetWhole(buffer.AsSpan(0, filled), ushort.MaxValue);
            var frames = buffer.AsSpan(0, whole);
            while (DatagramFraming.TryTake(ref frames, out var datagram))
                read.Add(datagram.ToArray());

            buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
            filled -= whole;
        }

        Assert.Equal(0, filled);
        return read;
    }
}
