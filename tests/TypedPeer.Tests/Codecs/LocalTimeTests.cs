using TypedPeer.CompilerServices;

namespace TypedPeer.Tests.Codecs;

public class LocalTimeTests
{
    [Theory]
    [InlineData(DateTimeKind.Local, 0x80)]
    [InlineData(DateTimeKind.Utc, 0x40)]
    [InlineData(DateTimeKind.Unspecified, 0x00)]
    public void A_local_time_is_what_the_clock_of_its_writer_showed(DateTimeKind kind, int bits)
    {
        // No time zone has a part in it: the ticks of the clock, and the kind in the two highest bits.
        var noon = new DateTime(2026, 1, 10, 12, 0, 0, kind);
        var writer = new PeerWriter(0, 64);
        DateTimeCodec.Write(ref writer, in noon);
        var (buffer, length) = writer.Detach();
        Assert.Equal(sizeof(long), length);
        Assert.Equal((ulong)noon.Ticks | ((ulong)bits << 56), BitConverter.ToUInt64(buffer));
        var reader = new PeerReader(buffer.AsSpan(0, length));
        var read = DateTimeCodec.Read(ref reader);
        Assert.Equal((noon.Ticks, kind), (read.Ticks, read.Kind));
    }
}
