using System.Text;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.Fuzz.Targets;

/// <summary>Session descriptions (kind 0), candidate lines (1) and fingerprints (2). What was understood can be written and is understood again.</summary>
internal sealed class SdpTarget : IFuzzTarget
{
    private const string Fingerprint = "sha-256 11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00";

    private static readonly string Offer = string.Join("\r\n",
    [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=extmap-allow-mixed", "a=msid-semantic: WMS",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=ice-ufrag:8hhY", "a=ice-pwd:asd88fgpdd777uzjYhagZg12",
        "a=ice-options:trickle", $"a=fingerprint:{Fingerprint}", "a=setup:actpass", "a=mid:0", "a=sctp-port:5000", "a=max-message-size:262144",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 54321 typ host generation 0 ufrag 8hhY network-id 1", "a=end-of-candidates", string.Empty,
    ]);

    private static readonly string SessionLevel = string.Join("\n",
    [
        "v=0", "o=rtc 3541 0 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE data", "a=setup:active", "a=ice-ufrag:ab+/", "a=ice-pwd:0123456789012345678901",
        $"a=fingerprint:{Fingerprint}", "a=ice-options:ice2,trickle", "m=audio 0 UDP/TLS/RTP/SAVPF 0", "a=mid:sound", "a=inactive",
        "m=application 40000 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP6 2001:db8::1", "a=mid:data", "a=sendrecv", "a=sctp-port:5000", string.Empty,
    ]);

    private static readonly string Media = string.Join("\r\n",
    [
        "v=0", "o=- 4611731400430051336 3 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:LS 0", "a=group:BUNDLE 0 1 2", $"a=fingerprint:{Fingerprint}",
        "m=audio 9 UDP/TLS/RTP/SAVPF 63 111 13", "c=IN IP4 0.0.0.0", "a=ice-ufrag:8hhY", "a=ice-pwd:asd88fgpdd777uzjYhagZg12", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111",
        "m=video 0 UDP/TLS/RTP/SAVPF 96", "a=bundle-only", "a=mid:1", "a=rtcp-mux", "a=rtpmap:96 VP8/90000",
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel", "a=bundle-only", "a=mid:2", "a=sctp-port:5000", string.Empty,
    ]);

    private static readonly string[] Candidates =
    [
        "candidate:1 1 UDP 2122317823 10.0.0.1 50000 typ host",
        "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 10.0.0.17 rport 50001 generation 0 ufrag EsAw network-cost 999",
        "candidate:3 1 udp 2113937151 2a1f0b4c-6b5d-4a0e-8e5e-3e7a0d1f2b3c.local 41234 typ host",
        "candidate:4 1 tcp 1518280447 fe80::1 9 typ host tcptype active",
        "candidate:5 2 udp 1 2001:db8::2 1 typ relay raddr :: rport 0",
    ];

    public string Name => "sdp";

    public long MaxAllocatedBytes => 16 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new[]
        {
            "\r\n", "\n", "a=", "m=", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", "a=setup:passive\r\n", "a=setup:holdconn\r\n", "a=mid:", "a=sctp-port:65536\r\n",
            "a=max-message-size:18446744073709551616\r\n", "a=max-message-size:0\r\n", "a=fingerprint:", "sha-1 ", "a=candidate:", " typ ", " host", ".local", "a=group:BUNDLE ",
            "a=ice-lite\r\n", "a=tls-id:", "-1", "99999999999999999999", "a=bundle-only\r\n", "a=rtcp-mux\r\n", "a=rtpmap:", "a=fmtp:", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "IP6", "\0", "\u00e9", ":", " ", "  ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("offer", [Text(0, Offer)]);
        yield return ("session-level", [Text(0, SessionLevel)]);
        yield return ("media", [Text(0, Media)]);
        yield return ("candidates", [.. Candidates.Select(text => Text(1, text))]);
        yield return ("fingerprint", [Text(2, Fingerprint)]);
    }

    public FuzzStep Repair(FuzzStep step, Random random) => step;

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var understood = false;
        foreach (var step in steps)
        {
            var text = Encoding.UTF8.GetString(step.Bytes);
            understood |= (step.Kind % 3) switch
            {
                0 => ParseDescription(text),
                1 => ParseCandidate(text),
                _ => ParseFingerprint(text),
            };
        }

        return understood ? "understood" : "refused";
    }

    private static bool ParseDescription(string text)
    {
        if (SdpParser.TryParse(text, out var description, out var error))
        {
            ReadBack(description!);
            var own = new SdpDataSection { IceUfrag = "8hhY", IcePwd = "asd88fgpdd777uzjYhagZg12", Setup = SdpSetup.Active };
            var answer = ReadBack(SdpDescription.CreateAnswer(description!, own, 1, 1));
            FuzzFindingException.Unless(answer.Media.Count == description!.Media.Count && answer.DataIndex == description.DataIndex && answer.TransportIndex == description.TransportIndex, "An answer has other sections than its offer.");
            ReadBack(SdpDescription.CreateOffer(own, 1, 2, answer));
            return true;
        }

        FuzzFindingException.Unless(!string.IsNullOrEmpty(error), "A description is refused without a reason.");
        return false;
    }

    private static SdpDescription ReadBack(SdpDescription description)
    {
        var written = SdpWriter.Write(description);
        FuzzFindingException.Unless(SdpParser.TryParse(written, out var back, out var error), $"What was parsed and written is refused ({error}):\n{written}");
        return back!;
    }

    private static bool ParseCandidate(string text)
    {
        if (IceCandidate.TryParse(text, out var candidate))
        {
            FuzzFindingException.Unless(IceCandidate.TryParse(candidate!.ToString(), out _), $"What was parsed and written is refused: {candidate}");
            return true;
        }

        return false;
    }

    private static bool ParseFingerprint(string text)
    {
        if (DtlsFingerprint.TryParse(text, out var fingerprint))
        {
            FuzzFindingException.Unless(DtlsFingerprint.TryParse(fingerprint.ToString(), out var again) && fingerprint.Equals(again), $"What was parsed and written is refused: {fingerprint}");
            return true;
        }

        return false;
    }

    private static FuzzStep Text(byte kind, string text) => new(kind, Encoding.UTF8.GetBytes(text));
}
