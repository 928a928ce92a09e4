namespace TypedPeer.DataChannels.Tests.Sdp;

/// <summary>Descriptions as peers in the field write them.</summary>
internal static class SdpSamples
{
    public const string Chromium = """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=candidate:2437072876 1 udp 2113937151 a1b2c3d4-0000-4000-8000-0123456789ab.local 54321 typ host generation 0 network-cost 999
        a=candidate:842163049 1 udp 1677729535 203.0.113.7 54321 typ srflx raddr 0.0.0.0 rport 0 generation 0 network-cost 999
        a=ice-ufrag:Wq3x
        a=ice-pwd:Zk0b7YxvXw5nC0uQ2mT9sEhR
        a=ice-options:trickle
        a=fingerprint:sha-256 0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
        a=setup:actpass
        a=mid:0
        a=sctp-port:5000
        a=max-message-size:262144

        """;

    public const string Libdatachannel = """
        v=0
        o=rtc 3767197920 0 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=group:LS 0
        a=msid-semantic:WMS *
        a=ice-options:ice2,trickle
        a=fingerprint:sha-256 0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
        m=application 61924 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 192.168.1.5
        a=mid:0
        a=sendrecv
        a=sctp-port:5000
        a=max-message-size:262144
        a=setup:active
        a=ice-ufrag:x9Yk
        a=ice-pwd:uZ5yQm1n4oPq6rStUvWxYz
        a=candidate:1 1 UDP 2122317823 192.168.1.5 61924 typ host
        a=candidate:2 1 UDP 2122317567 fe80::1c2d:3e4f:5061:7283 61924 typ host
        a=end-of-candidates

        """;

    public const string Firefox = """
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 4262190285218127012 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=sendrecv
        a=fingerprint:sha-256 0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
        a=group:BUNDLE 0 1
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=ice-pwd:11111111111111111111111111111111
        a=ice-ufrag:aaaaaaaa
        a=mid:0
        a=rtpmap:109 opus/48000/2
        a=setup:actpass
        m=application 0 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=sendrecv
        a=ice-pwd:22222222222222222222222222222222
        a=ice-ufrag:bbbbbbbb
        a=mid:1
        a=setup:actpass
        a=sctp-port:5000
        a=max-message-size:1073741823

        """;

    public const string Legacy = """
        v=0
        o=- 1 1 IN IP4 0.0.0.0
        s=-
        t=0 0
        m=application 9 DTLS/SCTP 5001
        c=IN IP4 0.0.0.0
        a=ice-ufrag:abcd
        a=ice-pwd:0123456789012345678901
        a=fingerprint:sha-256 0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
        a=setup:actpass
        a=mid:data
        a=sctpmap:5001 webrtc-datachannel 1024

        """;
}
