using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

public sealed class DcepMessageTests
{
    [Fact]
    public void Open_is_written_as_browsers_write_it()
    {
        var message = DcepMessage.WriteOpen("lbl", new DataChannelOptions { Protocol = "proto" });

        // Recorded from Chromium.
        Assert.Equal("030001000000000000030005" + "6C626C" + "70726F746F", Convert.ToHexString(message));
    }

    [Theory]
    [InlineData(true, null, null, 0x00, 0u)]
    [InlineData(false, null, null, 0x80, 0u)]
    [InlineData(true, 3, null, 0x01, 3u)]
    [InlineData(false, 0, null, 0x81, 0u)]
    [InlineData(true, null, 250, 0x02, 250u)]
    [InlineData(false, null, 65535, 0x82, 65535u)]
    public void Every_channel_type_survives_the_wire(bool ordered, int? retransmits, int? lifeTime, int type, uint parameter)
    {
        var options = new DataChannelOptions
        {
            Ordered = ordered,
            MaxRetransmits = retransmits,
            MaxPacketLifeTime = lifeTime is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            Protocol = "π",
            Priority = DataChannelPriority.High,
        };

        var message = DcepMessage.WriteOpen("café", options);

        Assert.Equal(type, message[1]);
        Assert.Equal(parameter, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(4)));
        Assert.True(DcepMessage.TryReadOpen(message, out var label, out var read));
        Assert.Equal("café", label);
        Assert.Equal(options, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("0300010000000000000000")] // one byte short of a header
    [InlineData("030001000000000000030005" + "6C626C" + "70726F74")] // protocol one byte short
    [InlineData("030001000000000000030005" + "6C626C" + "70726F746F00")] // one byte too many
    [InlineData("03000100000000000001FFFF" + "61")] // length far past the end
    [InlineData("030301000000000000000000")] // no such channel type
    [InlineData("038301000000000000000000")]
    [InlineData("034001000000000000000000")]
    [InlineData("040001000000000000000000")] // no such message
    [InlineData("030001000000000000010000" + "FF")] // label is not UTF-8
    [InlineData("030001000000000000000002" + "C328")] // protocol is not UTF-8
    public void What_is_not_exactly_an_open_is_refused(string hex) =>
        Assert.False(DcepMessage.TryReadOpen(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        const int Seed = 20260727;
        var random = new Random(Seed);
        var template = DcepMessage.WriteOpen("label", new DataChannelOptions { Protocol = "p" });
        for (var i = 0; i < 20_000; i++)
        {
            var message = template.AsSpan(0, random.Next(template.Length + 1)).ToArray();
            for (var flips = random.Next(4); flips > 0 && message.Length > 0; flips--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            if (DcepMessage.TryReadOpen(message, out var label, out var options))
            {
                // What is taken can be said again in the same words.
                var again = DcepMessage.WriteOpen(label, options);
                Assert.True(message.AsSpan(8).SequenceEqual(again.AsSpan(8)), $"seed {Seed}, round {i}: {Convert.ToHexString(message)}");
            }
        }
    }

    [Fact]
    public void A_label_of_more_than_65535_bytes_is_an_argument_error() =>
        Assert.Throws<ArgumentException>(() => DcepMessage.WriteOpen(new string('x', 65536), new DataChannelOptions()));
}
