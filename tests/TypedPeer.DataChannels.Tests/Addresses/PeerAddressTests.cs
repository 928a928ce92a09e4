using System.Net;
using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Tests.Addresses;

/// <summary>A listener's address as text and value.</summary>
public sealed class PeerAddressTests
{
    private const string Hash = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private const string Text = $"typedpeer://1.{Hash}@192.0.2.7:4433,[2001:db8::1]:4434";

    private static readonly PeerIdentity Identity = new("sha-256", string.Join(':', Enumerable.Range(0, 32).Select(static value => value.ToString("X2"))));

    [Fact]
    public void An_address_is_written_and_read_as_one_line_of_text()
    {
        var address = new PeerAddress(Identity, IPEndPoint.Parse("192.0.2.7:4433"), IPEndPoint.Parse("[2001:db8::1]:4434"));

        Assert.Equal(Text, address.ToString());
        var read = PeerAddress.Parse(Text);
        Assert.Equal(address, read);
        Assert.Equal(address.GetHashCode(), read.GetHashCode());
        Assert.Equal(Identity, read.Identity);
        Assert.Equal([IPEndPoint.Parse("192.0.2.7:4433"), IPEndPoint.Parse("[2001:db8::1]:4434")], read.EndPoints);
        Assert.True(address == read);
        Assert.True(address != PeerAddress.Parse(Text.Replace("4433", "4435", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_IPv4_address_in_IPv6_clothes_is_the_IPv4_address()
    {
        var address = new PeerAddress(Identity, new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.7"), 4433));

        Assert.Equal($"typedpeer://1.{Hash}@192.0.2.7:4433", address.ToString());
        Assert.Equal(address, PeerAddress.Parse($"TypedPeer://1.{Hash}@[::ffff:192.0.2.7]:4433"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("typedpeer://")]
    [InlineData($"http://1.{Hash}@192.0.2.7:4433")]
    [InlineData($"typedpeer://2.{Hash}@192.0.2.7:4433")]
    [InlineData($"typedpeer://1.{Hash}192.0.2.7:4433")]
    [InlineData($"typedpeer://1.{Hash}@")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:0")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:04433")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:65536")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:+443")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.07:4433")]
    [InlineData($"typedpeer://1.{Hash}@192.0.519:4433")]
    [InlineData($"typedpeer://1.{Hash}@0x7f.0.0.1:4433")]
    [InlineData($"typedpeer://1.{Hash}@example.org:4433")]
    [InlineData($"typedpeer://1.{Hash}@2001:db8::1:4433")]
    [InlineData($"typedpeer://1.{Hash}@[fe80::1%3]:4433")]
    [InlineData($"typedpeer://1.{Hash}@[fe80::1]:4433")]
    [InlineData($"typedpeer://1.{Hash}@[192.0.2.7]:4433")]
    [InlineData($"typedpeer://1.{Hash}@[::]:4433")]
    [InlineData($"typedpeer://1.{Hash}@[ff02::1]:4433")]
    [InlineData($"typedpeer://1.{Hash}@0.0.0.0:4433")]
    [InlineData($"typedpeer://1.{Hash}@224.0.0.1:4433")]
    [InlineData($"typedpeer://1.{Hash}@255.255.255.255:4433")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:4433,")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:4433,,192.0.2.8:4433")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:4433,192.0.2.7:4433")]
    [InlineData($"typedpeer://1.{Hash}@192.0.2.7:4433 ")]
    [InlineData($" typedpeer://1.{Hash}@192.0.2.7:4433")]
    [InlineData("typedpeer://1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9@192.0.2.7:4433")]
    [InlineData("typedpeer://1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh@192.0.2.7:4433")]
    [InlineData("typedpeer://1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=@192.0.2.7:4433")]
    [InlineData("typedpeer://1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk+Gxwd/h8@192.0.2.7:4433")]
    public void Any_other_text_is_no_address(string text)
    {
        Assert.False(PeerAddress.TryParse(text, out var address));
        Assert.Null(address);
        Assert.Throws<FormatException>(() => PeerAddress.Parse(text));
    }

    [Fact]
    public void An_address_has_at_most_eight_end_points()
    {
        var eight = Enumerable.Range(1, PeerAddress.MaxEndPoints).Select(static number => new IPEndPoint(IPAddress.Parse("2001:db8:1111:2222:3333:4444:5555:" + number), 65535)).ToArray();
        var address = new PeerAddress(Identity, eight);

        Assert.Equal(address, PeerAddress.Parse(address.ToString()));
        Assert.False(PeerAddress.TryParse(address + ",192.0.2.7:4433", out _));
        Assert.Throws<ArgumentException>(() => new PeerAddress(Identity, [.. eight, IPEndPoint.Parse("192.0.2.7:4433")]));
        Assert.Throws<ArgumentException>(() => new PeerAddress(Identity));
        Assert.Throws<ArgumentException>(() => new PeerAddress(Identity, IPEndPoint.Parse("0.0.0.0:4433")));
        Assert.Throws<ArgumentException>(() => new PeerAddress(new PeerIdentity("sha-512", Identity.Fingerprint), IPEndPoint.Parse("192.0.2.7:4433")));
        Assert.Throws<ArgumentException>(() => new PeerAddress(new PeerIdentity("sha-256", "00:11"), IPEndPoint.Parse("192.0.2.7:4433")));
    }

    [Fact]
    public void The_failure_to_read_an_address_of_another_version_says_so()
    {
        var failure = Assert.Throws<FormatException>(() => PeerAddress.Parse($"typedpeer://2.{Hash}@192.0.2.7:4433"));
        Assert.Contains("a version that this one does not know", failure.Message, StringComparison.Ordinal);
    }
}
