using TypedPeer.Descriptions;

namespace TypedPeer.Signaling.Tests.Networks;

public sealed class DescribedIdentityTests
{
    private const string Theirs = "a=fingerprint:sha-256 AA:BB";
    private const string Mine = "a=fingerprint:sha-256 CC:DD";

    [Theory]
    [InlineData(Theirs, "a=mid:0")]
    [InlineData("a=ice-lite", Theirs)]
    [InlineData(Theirs, Theirs)]
    [InlineData(Theirs, "a=fingerprint:SHA-256 aa:bb")]
    public void A_description_names_the_certificate_that_all_of_its_fingerprints_are_of(string session, string section)
    {
        var description = Describe(session, section);

        Assert.Equal("sha-256 AA:BB", DescribedIdentity.Read(description)?.ToString());
        Assert.Equal("sha-256 AA:BB", DescribedIdentity.Read(description.Replace("\r\n", "\n", StringComparison.Ordinal))?.ToString());
    }

    [Theory]
    [InlineData(Theirs, Mine)]
    [InlineData(Theirs + "\r\n" + Mine, "a=mid:0")]
    [InlineData(Theirs, "a=fingerprint:sha-512 CC:DD")]
    [InlineData(Theirs, "a=FINGERPRINT:sha-256 CC:DD")]
    [InlineData(Theirs, " a=fingerprint:sha-256 CC:DD")]
    [InlineData(Theirs, "a=fingerprint:sha-256  CC:DD")]
    [InlineData(Theirs, "a=fingerprint sha-256 CC:DD")]
    [InlineData(Theirs, "a=fingerprint:sha-256\tCC:DD")]
    [InlineData("s=-\r" + Theirs, Mine)]
    [InlineData("a=ice-lite", "a=mid:0")]
    public void A_description_that_could_be_read_as_naming_another_certificate_names_none(string session, string section) =>
        Assert.Null(DescribedIdentity.Read(Describe(session, section)));

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u0085')]
    [InlineData('\v')]
    [InlineData('\f')]
    public void What_stands_in_the_middle_of_a_line_is_no_fingerprint(char separator) =>
        Assert.Equal("sha-256 CC:DD", DescribedIdentity.Read(Describe($"s=-{separator}{Theirs}", Mine))?.ToString());

    private static string Describe(string session, string section) =>
        string.Join("\r\n", "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", session, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", section, string.Empty);
}
