using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>Which names in candidates are looked for at all.</summary>
public sealed class MdnsNameTests
{
    [Theory]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587e.local")]
    [InlineData("21924C0B-F5A3-47C0-B285-2CE7EC75587E.LOCAL")]
    public void A_name_that_browsers_make_is_taken_in_either_case(string text)
    {
        Assert.True(MdnsName.TryParse(text, out var name));
        Assert.Equal(MdnsSamples.Name4, name!.Text);
        Assert.Equal([36, .. "21924c0b-f5a3-47c0-b285-2ce7ec75587e"u8, 5, .. "local"u8, 0], name.Wire.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("printer.local")]
    [InlineData("localhost")]
    [InlineData("www.example.org")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587e")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587e.local.")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587e.local.example.org")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587e.locax")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec7558.e.local")]
    [InlineData("21924c0b-f5a3-47c0-b285-2ce7ec75587g.local")]
    [InlineData("+1924c0b-f5a3-47c0-b285-2ce7ec75587e.local")]
    [InlineData("0x924c0b-f5a3-47c0-b285-2ce7ec75587e.local")]
    [InlineData("21924c0b-+5a3-47c0-b285-2ce7ec75587e.local")]
    [InlineData(" 1924c0b-f5a3-47c0-b285-2ce7ec75587e.local")]
    [InlineData("21924c0bf5a3-47c0-b285-2ce7ec75587e-.local")]
    public void Any_other_name_is_left_alone(string text) => Assert.False(MdnsName.TryParse(text, out _));
}
