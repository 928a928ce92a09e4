using TypedPeer.DataChannels.Sdp;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Sdp;

/// <summary>Descriptions made to hurt.</summary>
public sealed class SdpHostileTests
{
    private static readonly string[] Samples = [SdpSamples.Chromium, SdpSamples.Libdatachannel, SdpSamples.Firefox, SdpSamples.Legacy, SdpMediaSamples.Chromium, SdpMediaSamples.FirefoxMaxBundle];

    [Fact]
    public void Every_truncation_is_read_or_refused_with_a_reason()
    {
        foreach (string sample in Samples)
        {
            for (int length = 0; length < sample.Length; length++)
                TakeAny(sample[..length], $"length {length}");
        }
    }

    [Fact]
    public void Whatever_is_changed_in_it_a_description_is_refused_with_a_reason_or_gives_an_answer_that_reads_back()
    {
        int seed = TestSeed.First(1);
        var random = new Random(seed);
        for (int round = 0; round < 5_000; round++)
        {
            var text = Samples[random.Next(Samples.Length)].ToCharArray().ToList();
            for (int change = random.Next(1, 8); change > 0; change--)
                Change(text, random);

            TakeAny(new string([.. text]), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Too_much_of_anything_is_refused_with_a_reason()
    {
        AssertRefused(SdpSamples.Chromium + new string('a', SdpLimits.Characters));
        AssertRefused("v=0\n" + string.Concat(Enumerable.Repeat("a=\n", SdpLimits.Lines + 1)));
        AssertRefused("v=0\n" + string.Concat(Enumerable.Repeat("m=audio 9 X 0\n", SdpLimits.MediaSections + 1)));
        AssertRefused("");
        AssertRefused("\n\n");
        AssertRefused("o=- 1 1 IN IP4 0\nv=0\n");
        AssertRefused("v=0\nm=application 99999 UDP/DTLS/SCTP webrtc-datachannel\n");
        AssertRefused("v=0\nm=\n");
        AssertRefused("v=0\na=mid:\0\n");
        AssertRefused("v=0\nm=application\u0001 9 UDP/DTLS/SCTP webrtc-datachannel\n");
    }

    /// <summary>RFC 8866, section 9: byte-string is anything but NUL, CR and LF.</summary>
    [Theory]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\u0085")]
    [InlineData("\f")]
    [InlineData("\v")]
    [InlineData("\u0001")]
    [InlineData("\u001b[31m")]
    [InlineData("\ud800")]
    public void Lines_end_at_CR_and_LF_alone(string character)
    {
        string sdp = SdpSamples.Chromium.Replace("s=-", $"s=a{character}b", StringComparison.Ordinal)
            .Replace("a=setup:", $"a=x-note:a{character}m=audio 9 X 0\r\na=setup:", StringComparison.Ordinal);

        Assert.True(SdpDescription.TryParse(sdp, out var description, out string? error), error);
        Assert.Single(description!.Media);
        Assert.NotNull(description.Data!.Credentials);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("\r\r\n")]
    public void Lines_may_end_in_any_mixture_of_CR_and_LF(string end)
    {
        string sdp = SdpSamples.Chromium.ReplaceLineEndings("\n").Replace("\n", end, StringComparison.Ordinal);

        Assert.True(SdpDescription.TryParse(sdp, out var description, out string? error), error);
        Assert.NotNull(description!.Data!.Credentials);
    }

    [Fact]
    public void A_flood_of_candidates_fingerprints_and_groups_is_cut()
    {
        string flood = SdpSamples.Chromium
            + string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 192.0.2.1 4000 typ host\n", 1_000))
            + string.Concat(Enumerable.Repeat("a=fingerprint:sha-256 AB:CD\n", 1_000));

        Assert.True(SdpDescription.TryParse(flood, out var description, out _));
        Assert.Equal(SdpLimits.Candidates, description!.Data!.Candidates.Count);
        Assert.Equal(SdpLimits.Fingerprints, description.Data.Fingerprints.Count);

        string groups = "v=0\na=group:BUNDLE" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $" x{i}")) + "\n";
        Assert.True(SdpDescription.TryParse(groups, out description, out _));
        Assert.Equal(SdpLimits.MediaSections, description!.Bundle.Count);
    }

    [Fact]
    public void Memory_stays_within_a_small_multiple_of_the_text()
    {
        string[] texts =
        [
            "v=0\n" + string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 192.0.2.1 4000 typ host\n", 2_500)),
            "v=0\na=" + new string(' ', 120_000) + "\n",
            "v=0\na=fingerprint:" + string.Concat(Enumerable.Repeat("AB:", 40_000)) + "\n",
            "v=0\na=candidate:" + new string('1', 120_000) + "\n",
            "v=0\nm=application 9 UDP/DTLS/SCTP " + new string('1', 120_000) + "\n",
            "v=0\n" + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"a=group:BUNDLE {i} {i}\n")),
            "v=0\na=group:BUNDLE 0 1\nm=audio 9 UDP/TLS/RTP/SAVPF 1\na=mid:0\na=rtcp-mux\n"
                + string.Concat(Enumerable.Range(0, 4_000).Select(i => $"a=rtpmap:{i} codec{i}/1\n")) + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:1\n",
        ];
        foreach (string text in texts)
        {
            _ = SdpDescription.TryParse(text, out _, out _);
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = SdpDescription.TryParse(text, out _, out _);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10L * text.Length);
        }
    }

    [Theory]
    [InlineData("sha-256")]
    [InlineData("sha-256 ")]
    [InlineData("sha-256 A")]
    [InlineData("sha-256 AB:C")]
    [InlineData("sha-256 AB:CD:")]
    [InlineData("sha-256 AB-CD")]
    [InlineData("sha-256 AB:CG")]
    [InlineData("sha-256 ABCD")]
    [InlineData(" AB:CD")]
    [InlineData("a-very-long-hash-name AB:CD")]
    public void A_malformed_fingerprint_is_none(string text) => Assert.False(SdpFingerprint.TryParse(text, out _));

    [Fact]
    public void Malformed_credentials_are_none()
    {
        foreach (string pwd in (string[])["", "short", new string('x', 257), "with blank 0123456789012", "with:colon:0123456789012"])
        {
            string sdp = SdpSamples.Chromium.Replace("Zk0b7YxvXw5nC0uQ2mT9sEhR", pwd, StringComparison.Ordinal);
            Assert.True(SdpDescription.TryParse(sdp, out var description, out _));
            Assert.Null(description!.Data!.Credentials);
        }
    }

    private static void TakeAny(string text, string what)
    {
        if (!SdpDescription.TryParse(text, out var offer, out string? error))
        {
            Assert.True(error is { Length: > 0 } && offer is null, what);
            return;
        }

        var own = new SdpDataSection { IceUfrag = "u", IcePwd = "p", Setup = SdpSetup.Active };
        var answer = SdpDescription.CreateAnswer(offer!, own, 1, 1);
        var back = ReadBack(answer, what);
        Assert.Equal(offer!.Media.Select(media => (media.Kind, media.Mid)), back.Media.Select(media => (media.Kind, media.Mid)));
        Assert.Equal((offer.DataIndex, offer.TransportIndex), (back.DataIndex, back.TransportIndex));
        Assert.Equal((offer.Data?.Mid, offer.Data is null ? null : "u"), (back.Data?.Mid, back.Data?.IceUfrag));

        var later = ReadBack(SdpDescription.CreateOffer(own, 1, 2, back), what);
        for (int index = 0; index < back.Media.Count; index++)
        {
            // A rejected data section is used anew, under a new name.
            if (back.Data is not null || index != later.DataIndex)
                Assert.Equal((back.Media[index].Kind, back.Media[index].Mid, back.Media[index].IsRejected), (later.Media[index].Kind, later.Media[index].Mid, later.Media[index].IsRejected));
        }

        Assert.Equal("u", later.Data!.IceUfrag);
    }

    private static SdpDescription ReadBack(SdpDescription description, string what)
    {
        Assert.True(SdpDescription.TryParse(description.ToString(), out var back, out string? error), $"{what}: {error}");
        return back!;
    }

    private static void Change(List<char> text, Random random)
    {
        int at = random.Next(text.Count);
        switch (random.Next(5))
        {
            case 0:
                text[at] = (char)random.Next(128);
                break;
            case 1:
                text[at] = (char)random.Next(0x10000);
                break;
            case 2:
                text.RemoveRange(at, Math.Min(random.Next(1, 40), text.Count - at));
                text.Add('\n');
                break;
            case 3:
                text.InsertRange(at, text.GetRange(at, Math.Min(random.Next(1, 200), text.Count - at)));
                break;
            default:
                text.Insert(at, "\r\n :/,=0"[random.Next(8)]);
                break;
        }
    }

    private static void AssertRefused(string text)
    {
        Assert.False(SdpDescription.TryParse(text, out var description, out string? error));
        Assert.Null(description);
        Assert.False(string.IsNullOrEmpty(error));
    }
}
