using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Addresses;

namespace TypedPeer.DataChannels.Tests.Addresses;

/// <summary>What a dialler takes of its own offer when it writes the listener's answer.</summary>
public sealed class ListenerAnswerTests
{
    private static readonly PeerAddress Address = new(
        new PeerIdentity("sha-256", string.Join(':', Enumerable.Repeat("0A", 32))), new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4433));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void The_answer_has_the_section_of_the_offer_and_depends_on_its_password(string end)
    {
        var answer = Write("v=0", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=mid:here");

        Assert.Contains("a=group:BUNDLE here\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=mid:here\r\n", answer, StringComparison.Ordinal);
        Assert.NotEqual(answer, Write("v=0", "a=ice-pwd:vutsrqponmlkjihgfedcba", "a=mid:here"));

        string Write(params string[] lines) => ListenerAnswer.Write(Address, string.Join(end, lines) + end);
    }

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u0085')]
    [InlineData('\f')]
    public void Lines_of_the_offer_end_where_those_of_a_description_do_and_nowhere_else(char separator)
    {
        var plain = ListenerAnswer.Write(Address, "s=a\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=mid:0\r\n");

        Assert.Equal(plain, ListenerAnswer.Write(Address, $"s=a{separator}a=mid:9{separator}a=ice-pwd:0\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=mid:0\r\n"));
    }

    [Fact]
    public void An_offer_without_a_password_is_refused() => Assert.Throws<FormatException>(() => ListenerAnswer.Write(Address, "v=0\r\na=mid:0\r\n"));
}
