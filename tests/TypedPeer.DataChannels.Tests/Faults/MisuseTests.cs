using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>Every public operation either happens or leaves all as it was: whatever is asked wrongly, the connection works afterwards.</summary>
public sealed class MisuseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly CancellationToken Cancelled = new(canceled: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Misuse_of_a_fresh_connection_changes_nothing()
    {
        await using var pair = PeerConnectionPair.Create();
        await using var other = await OfferingAsync();
        await MisuseAllAsync(pair.Offerer, Anytime(other.LocalDescription!).Concat(WhenStable()));
        await MisuseAllAsync(pair.Answerer, Anytime(other.LocalDescription!).Concat(WhenStable()));
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task Misuse_of_a_connection_that_waits_for_its_answer_changes_nothing()
    {
        await using var pair = PeerConnectionPair.Create();
        await using var other = await OfferingAsync();
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        var offer = other.LocalDescription!;
        await MisuseAllAsync(
            pair.Offerer,
            Anytime(offer).Concat(
            [
                ("answer that leaves the DTLS role open", c => c.SetRemoteDescriptionAsync(offer with { Type = SdpType.Answer }, Token)),
                ("answer to nothing", c => c.CreateAnswerAsync(Token)),
            ]));
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task Misuse_of_a_connection_that_has_an_offer_changes_nothing()
    {
        await using var pair = PeerConnectionPair.Create();
        await using var other = await OfferingAsync();
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await MisuseAllAsync(
            pair.Answerer,
            Anytime(other.LocalDescription!).Concat(
            [
                ("offer of our own", c => c.CreateOfferAsync(Token)),
                ("answer of the peer", c => c.SetRemoteDescriptionAsync(other.LocalDescription! with { Type = SdpType.Answer }, Token)),
            ]));
        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task Misuse_of_a_connection_that_is_up_changes_nothing()
    {
        await using var pair = PeerConnectionPair.Create();
        await using var other = await OfferingAsync();
        await pair.OpenChannelAsync();
        foreach (var connection in (PeerConnection[])[pair.Offerer, pair.Answerer])
        {
            await MisuseAllAsync(
                connection,
                Anytime(other.LocalDescription!).Concat(WhenStable()).Concat([("offer of a stranger", c => c.SetRemoteDescriptionAsync(other.LocalDescription!, Token))]));
        }

        await AssertWorksAsync(pair);
    }

    [Fact]
    public async Task A_closed_connection_says_so_and_stays_closed()
    {
        await using var other = await OfferingAsync();
        var connection = new PeerConnection();
        await connection.CloseAsync(Token);
        (string Name, Func<PeerConnection, Task> Do)[] uses =
        [
            ("channel", c => Sync(() => c.CreateDataChannel("any"))),
            ("offer", c => c.CreateOfferAsync(Token)),
            ("answer", c => c.CreateAnswerAsync(Token)),
            ("local", c => c.SetLocalDescriptionAsync(cancellationToken: Token)),
            ("remote", c => c.SetRemoteDescriptionAsync(other.LocalDescription!, Token)),
            ("candidate", c => c.AddIceCandidateAsync(new IceCandidateInit("candidate:1 1 udp 1 192.0.2.1 4000 typ host"), Token)),
            ("end of candidates", c => c.AddIceCandidateAsync(null, Token)),
            ("restart", c => Sync(c.RestartIce)),
        ];

        for (var round = 0; round < 2; round++)
        {
            foreach (var (name, use) in uses)
            {
                var exception = await Record.ExceptionAsync(() => use(connection));
                Assert.True(exception is InvalidOperationException && exception.Message.Contains("closed", StringComparison.Ordinal), $"{name}: {exception}");
            }

            _ = (connection.ConnectionState, connection.LocalDescription, connection.RemoteDescription, connection.SelectedCandidatePair, connection.RemoteIdentity, connection.LocalIdentity);
            Assert.Equal((SignalingState.Closed, IceConnectionState.Closed), (connection.SignalingState, connection.IceConnectionState));
            _ = connection.GetStatistics();
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_malformed_candidate_before_the_description_is_refused_at_once_and_harms_no_description()
    {
        await using var pair = PeerConnectionPair.Create();

        await Assert.ThrowsAsync<ArgumentException>(() => pair.Answerer.AddIceCandidateAsync(new IceCandidateInit("candidate:nonsense"), Token));

        await AssertWorksAsync(pair);
    }

    [Theory]
    [InlineData("LocalAddressFilter")]
    [InlineData("RemoteAddressFilter")]
    public async Task A_filter_that_throws_now_and_then_is_reported_and_leaves_out_only_what_it_threw_on(string filter)
    {
        var told = System.Threading.Channels.Channel.CreateUnbounded<Exception>();
        var calls = 0;
        bool Filter() => Interlocked.Increment(ref calls) == 1 ? throw new NotFiniteNumberException("filter") : true;
        var options = new PeerConnectionOptions { IncludeLoopback = true, HandlerException = exception => told.Writer.TryWrite(exception) };
        options = filter == "LocalAddressFilter" ? options with { LocalAddressFilter = _ => Filter() } : options with { RemoteAddressFilter = _ => Filter() };
        await using var pair = PeerConnectionPair.Create(new PeerConnectionOptions { IncludeLoopback = true }, options);

        await AssertWorksAsync(pair);

        Assert.IsType<NotFiniteNumberException>(await told.Reader.ReadAsync(Token));
    }

    [Fact]
    public async Task A_filter_that_throws_for_every_address_is_reported_a_bounded_number_of_times_behind_a_handler_that_blocks()
    {
        await using var other = await OfferingAsync();
        var options = new PeerConnectionOptions { RemoteAddressFilter = static _ => throw new NotFiniteNumberException("filter") };
        using var core = new PeerConnectionCore(PeerTransportOptionsFactory.Create(options));
        core.SetRemoteDescription(other.LocalDescription!, 1);
        core.SetLocalDescription(description: null, 1);
        for (var i = 0; i < 5000; i++)
        {
            core.AddIceCandidate(new IceCandidateInit($"candidate:1 1 udp 1 192.0.2.1 {2000 + i} typ host", "0"), 2);
        }

        Assert.InRange(core.Events.Count, 1, 300);
    }

    private static Task Sync(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task<PeerConnection> OfferingAsync()
    {
        var connection = new PeerConnection();
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        return connection;
    }

    private static IEnumerable<(string Name, Func<PeerConnection, Task> Do)> Anytime(SessionDescription stranger)
    {
        yield return ("label null", c => Sync(() => c.CreateDataChannel(null!)));
        yield return ("id out of range", c => Sync(() => c.CreateDataChannel("x", new DataChannelOptions { Negotiated = true, Id = 65535 })));
        yield return ("both limits", c => Sync(() => c.CreateDataChannel("x", new DataChannelOptions { MaxRetransmits = 1, MaxPacketLifeTime = TimeSpan.FromSeconds(1) })));
        yield return ("negative retransmits", c => Sync(() => c.CreateDataChannel("x", new DataChannelOptions { MaxRetransmits = -1 })));
        yield return ("candidate null text", c => c.AddIceCandidateAsync(new IceCandidateInit(null!, "0"), Token));
        foreach (var text in (string[])["candidate:", "nonsense", "candidate:1 1 udp 1 192.0.2.1 99999 typ host", "\ud800", new string('x', 100_000), "candidate:1 1 udp -1 192.0.2.1 9 typ host", "\r\n\u001b[31m"])
        {
            yield return ($"candidate '{text[..Math.Min(20, text.Length)]}'", c => c.AddIceCandidateAsync(new IceCandidateInit(text, "0"), Token));
        }

        yield return ("candidate of no section", c => c.AddIceCandidateAsync(new IceCandidateInit("candidate:1 1 udp 1 192.0.2.1 4000 typ host"), Token));
        yield return ("remote null", c => Task.FromResult(Record.Exception(() => { _ = c.SetRemoteDescriptionAsync(null!, Token); }) ?? throw new InvalidOperationException()).ContinueWith(t => throw t.Result, Token, TaskContinuationOptions.None, TaskScheduler.Default));
        foreach (var type in (SdpType[])[SdpType.Offer, SdpType.Answer, (SdpType)7, (SdpType)(-1)])
        {
            yield return ($"remote {type} of nothing", c => c.SetRemoteDescriptionAsync(new SessionDescription(type, string.Empty), Token));
            foreach (var sdp in Broken(stranger.Sdp))
            {
                yield return ($"remote {type} {sdp?.Length}", c => c.SetRemoteDescriptionAsync(new SessionDescription(type, sdp!), Token));
                yield return ($"local {type} {sdp?.Length}", c => c.SetLocalDescriptionAsync(new SessionDescription(type, sdp!), Token));
            }

            yield return ($"local of a stranger, {type}", c => c.SetLocalDescriptionAsync(stranger with { Type = type }, Token));
        }

        yield return ("remote of no known type", c => c.SetRemoteDescriptionAsync(stranger with { Type = (SdpType)7 }, Token));
        yield return ("cancelled offer", c => c.CreateOfferAsync(Cancelled));
        yield return ("cancelled answer", c => c.CreateAnswerAsync(Cancelled));
        yield return ("cancelled local", c => c.SetLocalDescriptionAsync(null, Cancelled));
        yield return ("cancelled remote", c => c.SetRemoteDescriptionAsync(stranger, Cancelled));
        yield return ("cancelled candidate", c => c.AddIceCandidateAsync(null, Cancelled));
        yield return ("cancelled accept", c => c.AcceptDataChannelAsync(Cancelled).AsTask());
    }

    private static IEnumerable<(string Name, Func<PeerConnection, Task> Do)> WhenStable()
    {
        yield return ("answer to nothing", c => c.CreateAnswerAsync(Token));
        yield return ("answer to nothing, set", async c => await c.SetLocalDescriptionAsync(new SessionDescription(SdpType.Answer, (await c.CreateOfferAsync(Token)).Sdp), Token));
        yield return ("rollback of nothing", c => c.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token));
        yield return ("rollback of nothing of the peer's", c => c.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token));
        yield return ("answer nobody asked for", async c => await c.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, (await c.CreateOfferAsync(Token)).Sdp), Token));
    }

    private static IEnumerable<string?> Broken(string sdp)
    {
        yield return null;
        yield return "v=0\r\n" + new string('a', 200_000);
        yield return Without(sdp, "a=fingerprint");
        yield return Without(sdp, "a=ice-ufrag");
        yield return Without(sdp, "a=ice-pwd");
        yield return sdp.Replace("sha-256", "sha-1", StringComparison.Ordinal);
        yield return sdp.Replace("m=application 9", "m=application 65536", StringComparison.Ordinal);
    }

    private static string Without(string sdp, string prefix) =>
        string.Join("\r\n", sdp.Split("\r\n").Where(line => !line.StartsWith(prefix, StringComparison.Ordinal)));

    private static async Task MisuseAllAsync(PeerConnection connection, IEnumerable<(string Name, Func<PeerConnection, Task> Do)> misuses)
    {
        var before = Snapshot(connection);
        foreach (var (name, misuse) in misuses)
        {
            var exception = await Record.ExceptionAsync(() => misuse(connection));
            Assert.True(exception is ArgumentException or InvalidOperationException or OperationCanceledException, $"{name}: {exception}");
            Assert.True(exception!.Message.Length < 400 && !exception.Message.Any(char.IsControl), $"{name}: {exception.Message}");
            Assert.True(before == Snapshot(connection), $"{name} changed something: {before} to {Snapshot(connection)}");
        }
    }

    private static (SignalingState, IceGatheringState, PeerConnectionState, SessionDescription?, SessionDescription?, int) Snapshot(PeerConnection connection) => (
        connection.SignalingState,
        connection.IceGatheringState,
        connection.ConnectionState,
        connection.LocalDescription,
        connection.RemoteDescription,
        connection.GetStatistics().DataChannels.Count);

    private static async Task AssertWorksAsync(PeerConnectionPair pair)
    {
        var local = pair.Offerer.CreateDataChannel("works");
        if (pair.Offerer.RemoteDescription is null)
        {
            if (pair.Answerer.SignalingState == SignalingState.HaveRemoteOffer)
            {
                await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
                await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
                await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
            }
            else
            {
                await pair.SignalAsync();
            }
        }

        await local.Opened.WaitAsync(Patience, Token);
        DataChannel remote;
        do
        {
            remote = await pair.Answerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token);
        }
        while (remote.Label != "works");

        var collector = new MessageCollector(remote);
        local.Send("it does");
        Assert.Equal("it does"u8.ToArray(), (await collector.NextAsync()).Data);
    }
}
