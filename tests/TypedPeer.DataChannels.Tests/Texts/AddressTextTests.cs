using System.Net;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Tests.Texts;

public class AddressTextTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.7")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1")]
    [InlineData("1:0:0:2::3")]
    [InlineData("1::2:0:0:3")]
    [InlineData("fe80::a:bcde:f012:3456")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_plain_address_is_read_and_written_as_it_stands(string text)
    {
        Assert.True(AddressText.TryParse(text, out var address));
        Assert.Equal(IPAddress.Parse(text), address);
        Assert.Equal(text, AddressText.Write(address));
    }

    [Theory]
    [InlineData("2001:DB8::A", "2001:db8::a")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.7", "::ffff:c000:207")]
    [InlineData("1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:c000:207")]
    [InlineData("1::192.0.2.7", "1::c000:207")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    public void Other_forms_of_version_6_are_read_and_written_in_the_shortest(string text, string expected)
    {
        Assert.True(AddressText.TryParse(text, out var address));
        Assert.Equal(IPAddress.Parse(text), address);
        Assert.Equal(expected, AddressText.Write(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.")]
    [InlineData(".1.2.3")]
    [InlineData("1.2..3")]
    [InlineData("256.1.1.1")]
    [InlineData("1.1.1.1000")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("1.2.3.4 ")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("::1:2:3:4:5:6:7:8")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("fe80::1%3")]
    [InlineData("[::1]")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.4:1")]
    public void Anything_else_is_no_address(string text) => Assert.False(AddressText.TryParse(text, out _));

    [Fact]
    public void Any_address_is_read_back_and_any_text_is_read_as_the_platform_reads_it_or_not_at_all()
    {
        var random = new Random(1);
        var letters = "0123456789abcdefABCDEF:::..%[ "u8;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(3) == 0 ? bytes[i] : (byte)0;
            }

            var address = new IPAddress(bytes);
            var written = AddressText.Write(address);
            Assert.Equal(address, IPAddress.Parse(written));
            Assert.True(AddressText.TryParse(written, out var read));
            Assert.Equal(address, read);

            var text = written.ToCharArray();
            text[random.Next(text.Length)] = (char)letters[random.Next(letters.Length)];
            if (AddressText.TryParse(text, out var changed))
            {
                Assert.Equal(IPAddress.Parse(text), changed);
            }
        }
    }
}
