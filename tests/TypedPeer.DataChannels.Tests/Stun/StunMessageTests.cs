using System.Net;
using System.Text;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Stun;

/// <summary>The test vectors of RFC 5769, and what the vectors leave out.</summary>
public sealed class StunMessageTests
{
    private const string Request =
        "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
        + "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

    private const string ResponseV4 =
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643"
        + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

    private const string ResponseV6 =
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
        + "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c";

    private static readonly byte[] Key = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    [Fact]
    public void The_sample_request_is_read_and_verified()
    {
        Assert.True(StunMessage.TryParse(Convert.FromHexString(Request), out var message));

        Assert.Equal(StunMessageClass.Request, message.Class);
        Assert.Equal(StunMessage.BindingMethod, message.Method);
        Assert.True(message.TryGet(StunAttributeType.Username, out var username));
        Assert.Equal("evtj:h6vY", Encoding.ASCII.GetString(username));
        Assert.True(message.TryGetUInt32(StunAttributeType.Priority, out uint priority));
        Assert.Equal(0x6E0001FFu, priority);
        Assert.True(message.TryGetUInt64(StunAttributeType.IceControlled, out ulong tieBreaker));
        Assert.Equal(0x932FF9B151263B36u, tieBreaker);
        Assert.True(message.HasValidIntegrity(Key));
        Assert.False(message.HasValidIntegrity("another"u8));
        Assert.Equal(0, message.GetUnknownRequired(stackalloc ushort[4]));
    }

    [Theory]
    [InlineData(ResponseV4, "192.0.2.1:32853")]
    [InlineData(ResponseV6, "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void The_sample_responses_give_the_mapped_address(string hex, string expected)
    {
        Assert.True(StunMessage.TryParse(Convert.FromHexString(hex), out var message));

        Assert.Equal(StunMessageClass.SuccessResponse, message.Class);
        Assert.True(message.HasValidIntegrity(Key));
        Assert.True(message.TryGetMappedAddress(out var mapped));
        Assert.Equal(IPEndPoint.Parse(expected), mapped);
    }

    [Theory]
    [InlineData("192.0.2.1:32853")]
    [InlineData("[2001:db8::17]:1")]
    public void What_is_written_is_read_and_verified(string address)
    {
        Span<byte> buffer = stackalloc byte[300];
        var id = new StunTransactionId(0x0102030405060708, 0x090A0B0C);
        var writer = new StunMessageWriter(buffer, StunMessageClass.ErrorResponse, id);
        writer.Add(StunAttributeType.Username, "abc:d"u8);
        writer.AddErrorCode(487, "Role Conflict"u8);
        writer.AddUnknownAttributes([0x7001, 0x7002, 0x7003]);
        writer.AddXorMappedAddress(IPEndPoint.Parse(address));
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddIntegrity(Key);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Assert.Equal(id, message.TransactionId);
        Assert.Equal(487, message.GetErrorCode());
        Assert.True(message.TryGet(StunAttributeType.UnknownAttributes, out var unknown));
        Assert.Equal("700170027003", Convert.ToHexString(unknown));
        Assert.True(message.TryGetMappedAddress(out var mapped));
        Assert.Equal(address, mapped!.ToString());
        Assert.True(message.TryGet(StunAttributeType.UseCandidate, out _));
        Assert.True(message.HasValidIntegrity(Key));
    }

    [Fact]
    public void A_buffer_of_any_size_too_small_gives_nothing_and_throws_nothing()
    {
        byte[] buffer = new byte[200];
        int needed = Write(buffer);
        Assert.InRange(needed, 60, 200);
        for (int size = 0; size < needed; size++)
            Assert.Equal(0, Write(buffer.AsSpan(0, size)));

        static int Write(Span<byte> destination)
        {
            var writer = new StunMessageWriter(destination, StunMessageClass.Request, default);
            writer.Add(StunAttributeType.Username, "abc:def"u8);
            writer.AddUInt32(StunAttributeType.Priority, 1);
            writer.AddUInt64(StunAttributeType.IceControlled, 1);
            writer.AddIntegrity(Key);
            writer.AddFingerprint();
            return writer.Length;
        }
    }

    [Fact]
    public void Every_flipped_bit_up_to_the_integrity_is_noticed()
    {
        byte[] bytes = Convert.FromHexString(Request);
        for (int bit = 0; bit < (bytes.Length - 8) * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(StunMessage.TryParse(bytes, out var message) && message.HasValidIntegrity(Key));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = Convert.FromHexString(Request);
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(StunMessage.TryParse(bytes.AsSpan(0, length), out _));
    }

    [Fact]
    public void Attributes_after_the_integrity_do_not_count()
    {
        Span<byte> buffer = stackalloc byte[300];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, default);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(Key);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddFlag((StunAttributeType)0x7777);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Assert.True(message.HasValidIntegrity(Key));
        Assert.False(message.TryGet(StunAttributeType.UseCandidate, out _));
        Assert.Equal(0, message.GetUnknownRequired(stackalloc ushort[4]));
    }

    [Fact]
    public void Unknown_attributes_are_skipped_from_0x8000_and_reported_below()
    {
        Span<byte> buffer = stackalloc byte[300];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, default);
        writer.Add((StunAttributeType)0xC057, [0, 1, 0, 2]);
        writer.Add((StunAttributeType)0x7FFF, [1, 2, 3]);
        writer.AddIntegrity(Key);

        Assert.True(StunMessage.TryParse(buffer[..writer.Length], out var message));
        Span<ushort> unknown = stackalloc ushort[4];
        Assert.Equal(1, message.GetUnknownRequired(unknown));
        Assert.Equal(0x7FFF, unknown[0]);
    }

    [Theory]
    [InlineData("00010004" + "2112a442b7e7a701bc34d686fa87dfae" + "0006ffff", "an attribute past the end")]
    [InlineData("00010008" + "2112a442b7e7a701bc34d686fa87dfae" + "0006000500000000", "padding past the end")]
    [InlineData("00010003" + "2112a442b7e7a701bc34d686fa87dfae" + "000600", "a length that is no multiple of four")]
    [InlineData("00010008" + "2112a442b7e7a701bc34d686fa87dfae" + "0008000400000000", "an integrity of the wrong size")]
    [InlineData("0001000c" + "2112a442b7e7a701bc34d686fa87dfae" + "802800040000000000240000", "a fingerprint that is not last")]
    [InlineData("00010000" + "2112a443b7e7a701bc34d686fa87dfae", "another cookie")]
    public void Lies_about_lengths_are_refused(string hex, string what) =>
        Assert.False(StunMessage.TryParse(Convert.FromHexString(hex), out _), what);

    [Fact]
    public void Zero_length_attributes_do_not_loop()
    {
        byte[] bytes = new byte[StunMessage.MaximumSize];
        Convert.FromHexString("000105c82112a442b7e7a701bc34d686fa87dfae").CopyTo(bytes, 0);
        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.False(message.TryGet(StunAttributeType.Username, out _));
        Assert.Equal(8, message.GetUnknownRequired(stackalloc ushort[8]));
    }
}
