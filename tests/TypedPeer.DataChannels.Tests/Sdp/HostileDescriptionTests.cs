using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Sdp;

/// <summary>Hostile values end to end: each is refused with a clear error that leaves all as it was, or works.</summary>
public sealed class HostileDescriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Changes => new()
    {
        { "a=max-message-size:262144>a=max-message-size:20", true },
        { "a=max-message-size:262144>a=max-message-size:1199", true },
        { "a=max-message-size:262144>a=max-message-size:0", true },
        { "a=max-message-size:262144>a=max-message-size:-1", true },
        { "a=max-message-size:262144>a=max-message-size:2147483648", true },
        { "a=max-message-size:262144>a=max-message-size:18446744073709551616", true },
        { "a=max-message-size:262144>a=max-message-size:0x10", true },
        { "a=max-message-size:262144>a=max-message-size:", true },
        { "a=max-message-size:262144>a=max-message-size", true },
        { "a=max-message-size:262144>a=max-message-size:100\r\na=max-message-size:50", true },
        { "a=max-message-size:262144\r\n>", true },
        { "a=sctp-port:5000>a=sctp-port:0", true },
        { "a=sctp-port:5000>a=sctp-port:65536", true },
        { "a=sctp-port:5000>a=sctp-port:-5000", true },
        { "a=sctp-port:5000>a=sctp-port:99999999999999999999", true },
        { "a=sctp-port:5000>a=sctp-port:5000\r\na=sctp-port:5000", true },
        { "a=sctp-port:5000\r\n>", true },
        { "a=mid:0>a=mid:\u2028", true },
        { "a=mid:0>a=mid:" + "{long}", true },
        { "a=mid:0\r\n>", true },
        { "a=setup:>a=setup:holdconn\r\na=setup:", true },
        { "a=setup:>a=setup:passive\r\na=setup:", true },
        { "a=ice-options:trickle>a=ice-options:\u0085,\f", true },
        { "s=->s=\u2028\u0085\f", true },
        { "s=->s=\ud800", true },
        { "s=->x-unknown:1", false },
        { "s=->=", false },
        { "s=->s=\0", false },
        { "v=0>v=1", false },
        { "t=0 0>t=0 0\r\na=x-unknown\r\na=x-unknown:\u001b[31m\r\na=", true },
        { "t=0 0>t=0 0\r\na=x-huge:{huge}", true },
        { "t=0 0>t=0 0\r\na=group:BUNDLE 0 0 0 1 2 3", true },
        { "t=0 0>t=99999999999999999999 -1", true },
        { "m=application 9>m=application 65535", true },
        { "m=application 9>m=application 65536", false },
        { "m=application 9>m=application -1", false },
        { "m=application 9>m=application 9/2", true },
        { "webrtc-datachannel>5000", true },
        { "a=fingerprint:sha-256>a=fingerprint:md5 00\r\na=fingerprint:sha-256", true },
        { "a=fingerprint:sha-256>a=fingerprint:sha-512", false },
        { "a=fingerprint:sha-256>a=fingerprint:", false },
        { "a=ice-ufrag:>a=ice-ufrag:x\u2028", false },
        { "a=ice-pwd:>a=ice-pwd: :", false },
        { "a=candidate:>a=candidate:\u2028 1 udp 1 nowhere 1 typ host\r\na=candidate:", true },
        { "\r\n>\n", true },
        { "\r\n>\r", true },
        { "\r\n>\r\n\r\n", true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_hostile_offer_is_refused_and_changes_nothing_or_works(string change, bool works)
    {
        await using var pair = PeerConnectionPair.Create();
        var local = await OfferAsync(pair);
        var remote = pair.Answerer.CreateDataChannel("theirs");
        var changed = Change(pair.Offerer.LocalDescription!, change);
        if (!works)
        {
            await AssertRefusedAsync(pair.Answerer, changed);
            changed = pair.Offerer.LocalDescription!;
        }

        await pair.Answerer.SetRemoteDescriptionAsync(changed, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        await AssertCarriesAsync(pair, local, remote);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_hostile_answer_is_refused_and_changes_nothing_or_works(string change, bool works)
    {
        await using var pair = PeerConnectionPair.Create();
        var local = await OfferAsync(pair);
        var remote = pair.Answerer.CreateDataChannel("theirs");
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        var changed = Change(pair.Answerer.LocalDescription!, change);
        if (!works)
        {
            await AssertRefusedAsync(pair.Offerer, changed);
            changed = pair.Answerer.LocalDescription!;
        }

        await pair.Offerer.SetRemoteDescriptionAsync(changed, Token);
        await AssertCarriesAsync(pair, local, remote);
    }

    [Theory]
    [InlineData("a=mid:0>a=mid:0\r\na=mid:1")]
    [InlineData("m=application 9>m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:9\r\nm=application 9")]
    [InlineData("m=application 9>m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:9\r\nm=application 9")]
    [InlineData("a=group:BUNDLE 0\r\n>m=video 9 UDP/TLS/RTP/SAVPF 96\r\n")]
    [InlineData("m=application 9>m=audio 9")]
    public async Task An_answer_with_other_sections_than_the_offer_is_refused_and_the_right_one_works(string change)
    {
        await using var pair = PeerConnectionPair.Create();
        var local = await OfferAsync(pair);
        var remote = pair.Answerer.CreateDataChannel("theirs");
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        await AssertRefusedAsync(pair.Offerer, Change(pair.Answerer.LocalDescription!, change));

        await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        await AssertCarriesAsync(pair, local, remote);
    }

    [Fact]
    public async Task An_answer_whose_data_section_is_something_else_is_refused_and_the_right_one_works() =>
        await An_answer_with_other_sections_than_the_offer_is_refused_and_the_right_one_works("UDP/DTLS/SCTP>UDP/TLS/RTP/SAVPF");

    [Fact]
    public async Task A_message_queued_before_the_peer_says_that_it_is_too_large_ends_its_channel_and_nothing_else()
    {
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { MaxMessageSize = 2000 });
        var large = pair.Offerer.CreateDataChannel("large");
        var small = pair.Offerer.CreateDataChannel("small");
        large.Send([1]);
        large.Send(new byte[2001]);
        small.Send(new byte[2000]);

        await pair.ConnectAsync();

        var reason = await large.Closed.WaitAsync(Patience, Token);
        Assert.Contains("2001", reason.Message, StringComparison.Ordinal);
        Assert.Contains("2000", reason.Message, StringComparison.Ordinal);
        await small.Opened.WaitAsync(Patience, Token);
        var remote = await pair.Answerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token);
        Assert.Equal("small", remote.Label);
        Assert.Equal(2000, (await new MessageCollector(remote).NextAsync()).Data.Length);
        Assert.Equal(PeerConnectionState.Connected, pair.Offerer.ConnectionState);
    }

    /// <summary>An OPEN is a message, too: such a peer has negotiated channels only.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_peer_that_takes_less_than_an_OPEN_has_negotiated_channels(int size)
    {
        await using var pair = PeerConnectionPair.Create();
        var options = new DataChannelOptions { Negotiated = true, Id = 5 };
        var (local, remote) = (pair.Offerer.CreateDataChannel("ours", options), pair.Answerer.CreateDataChannel("ours", options));
        var announced = pair.Offerer.CreateDataChannel("announced");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Offerer.SetRemoteDescriptionAsync(Change(pair.Answerer.LocalDescription!, $"a=max-message-size:262144>a=max-message-size:{size}"), Token);

        await Assert.ThrowsAsync<TypedPeer.Channels.PeerChannelClosedException>(() => announced.Opened.WaitAsync(Patience, Token));
        await local.Opened.WaitAsync(Patience, Token);
        await remote.Opened.WaitAsync(Patience, Token);
        await AssertDeliversAsync(local, new MessageCollector(remote));
        await AssertDeliversAsync(remote, new MessageCollector(local));
    }

    private static async Task<DataChannel> OfferAsync(PeerConnectionPair pair)
    {
        var channel = pair.Offerer.CreateDataChannel("ours");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        return channel;
    }

    private static SessionDescription Change(SessionDescription description, string change)
    {
        var parts = change.Replace("{long}", new string('m', 10_000), StringComparison.Ordinal).Replace("{huge}", new string('h', 100_000), StringComparison.Ordinal).Split('>', 2);
        var changed = description.Sdp.Replace(parts[0], parts[1], StringComparison.Ordinal);
        Assert.NotEqual(description.Sdp, changed);
        return description with { Sdp = changed };
    }

    private static async Task AssertRefusedAsync(PeerConnection connection, SessionDescription description)
    {
        var before = (connection.SignalingState, connection.RemoteDescription, connection.LocalDescription);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => connection.SetRemoteDescriptionAsync(description, Token));
        Assert.DoesNotContain(refused.Message, static character => char.IsControl(character) || character == '\u2028');
        Assert.Equal(before, (connection.SignalingState, connection.RemoteDescription, connection.LocalDescription));
    }

    private static async Task AssertCarriesAsync(PeerConnectionPair pair, DataChannel local, DataChannel remote)
    {
        await local.Opened.WaitAsync(Patience, Token);
        await remote.Opened.WaitAsync(Patience, Token);
        var atAnswerer = new MessageCollector(await pair.Answerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        var atOfferer = new MessageCollector(await pair.Offerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        await AssertDeliversAsync(local, atAnswerer);
        await AssertDeliversAsync(remote, atOfferer);
    }

    private static async Task AssertDeliversAsync(DataChannel channel, MessageCollector collector)
    {
        Assert.InRange(channel.MaxMessageSize, 1, 1 << 30);
        var message = new byte[Math.Min(channel.MaxMessageSize, 3000)];
        channel.Send(message);
        Assert.Equal(message, (await collector.NextAsync()).Data);
        Assert.Throws<ArgumentException>(() => channel.Send(new byte[channel.MaxMessageSize == 1 << 30 ? 0x4000_0001 : channel.MaxMessageSize + 1]));
    }
}
