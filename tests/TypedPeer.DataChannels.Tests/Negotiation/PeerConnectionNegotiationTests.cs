using System.Net;
using System.Threading.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>The exchange as users meet it: events, callers on many threads, and the pattern of docs/w3c.md over real sockets.</summary>
public sealed class PeerConnectionNegotiationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_connections_that_both_make_channels_at_once_connect_by_perfect_negotiation()
    {
        await using var left = new PeerConnection();
        await using var right = new PeerConnection();
        var (fromLeft, fromRight) = (Channel.CreateUnbounded<object>(), Channel.CreateUnbounded<object>());
        var polite = new PerfectNegotiation(left, isPolite: true, signal => fromLeft.Writer.WriteAsync(signal).AsTask());
        var impolite = new PerfectNegotiation(right, isPolite: false, signal => fromRight.Writer.WriteAsync(signal).AsTask());
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var carrying = Task.WhenAll(CarryAsync(fromLeft.Reader, impolite, over.Token), CarryAsync(fromRight.Reader, polite, over.Token));

        var ours = left.CreateDataChannel("left");
        var theirs = right.CreateDataChannel("right");

        await ours.Opened.WaitAsync(Patience, Token);
        await theirs.Opened.WaitAsync(Patience, Token);
        var collector = new MessageCollector(await right.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        ours.Send("hello");
        Assert.Equal("hello"u8.ToArray(), (await collector.NextAsync()).Data);
        left.RestartIce();
        right.RestartIce();
        ours.Send("again");
        Assert.Equal("again"u8.ToArray(), (await collector.NextAsync()).Data);

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => carrying);

        // In order, and by nobody who is asked to take one: an answer and the offer after it must not change places.
        static async Task CarryAsync(ChannelReader<object> signals, PerfectNegotiation to, CancellationToken cancellationToken)
        {
            await foreach (var signal in signals.ReadAllAsync(cancellationToken))
            {
                await (signal is SessionDescription description ? to.OnDescriptionAsync(description) : to.OnCandidateAsync((IceCandidateInit)signal));
            }
        }
    }

    [Fact]
    public async Task NegotiationNeeded_is_raised_for_the_first_channel_and_not_when_the_exchange_has_begun_meanwhile()
    {
        await using var connection = new PeerConnection();
        var raised = 0;
        using var blocked = new SemaphoreSlim(0);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signaling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.NegotiationNeeded += () =>
        {
            Interlocked.Increment(ref raised);
            blocked.Release();
            release.Task.Wait(Patience, Token);
        };
        connection.SignalingStateChanged += state =>
        {
            if (state == SignalingState.HaveLocalOffer)
            {
                signaling.TrySetResult();
            }
        };
        connection.CreateDataChannel("a");
        Assert.True(await blocked.WaitAsync(Patience, Token));
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token);
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);

        release.SetResult();
        await signaling.Task.WaitAsync(Patience, Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.Equal(1, raised);
    }

    [Fact]
    public async Task A_need_that_nobody_heard_of_waits_for_the_first_handler()
    {
        await using var connection = new PeerConnection();
        connection.CreateDataChannel("a");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        var raised = System.Threading.Channels.Channel.CreateUnbounded<string>();

        connection.NegotiationNeeded += () => raised.Writer.TryWrite("first");
        Assert.Equal("first", await raised.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));
        connection.NegotiationNeeded += () => raised.Writer.TryWrite("second");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token);

        Assert.Equal("first", await raised.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));
        Assert.Equal("second", await raised.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_handler_of_NegotiationNeeded_that_throws_harms_no_other()
    {
        var failures = System.Threading.Channels.Channel.CreateUnbounded<Exception>();
        await using var connection = new PeerConnection(new PeerConnectionOptions { HandlerException = exception => failures.Writer.TryWrite(exception) });
        var raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.NegotiationNeeded += static () => throw new NotFiniteNumberException("mine");
        connection.NegotiationNeeded += raised.SetResult;

        connection.CreateDataChannel("a");

        await raised.Task.WaitAsync(Patience, Token);
        Assert.IsType<NotFiniteNumberException>(await failures.Reader.ReadAsync(Token));
    }

    [Fact]
    public async Task Operations_of_many_callers_happen_one_after_the_other()
    {
        await using var connection = new PeerConnection();
        await using var other = new PeerConnection();
        await other.SetLocalDescriptionAsync(cancellationToken: Token);
        var offer = other.LocalDescription!;
        var rollback = new SessionDescription(SdpType.Rollback, string.Empty);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var exception = await Record.ExceptionAsync(() => ((caller + i) % 4) switch
                {
                    0 => connection.SetLocalDescriptionAsync(cancellationToken: Token),
                    1 => connection.SetLocalDescriptionAsync(rollback, Token),
                    2 => connection.SetRemoteDescriptionAsync(offer, Token),
                    _ => connection.CreateOfferAsync(Token),
                });
                Assert.True(exception is null or InvalidOperationException, $"{exception}");
            }
        })));

        if (connection.SignalingState != SignalingState.Stable)
        {
            await connection.SetLocalDescriptionAsync(rollback, Token);
        }

        await connection.SetRemoteDescriptionAsync(offer, Token);
        var answered = connection.SetLocalDescriptionAsync(cancellationToken: Token);
        var after = connection.CreateOfferAsync(Token);
        await answered;
        Assert.Equal(SdpType.Offer, (await after).Type);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        await other.SetRemoteDescriptionAsync(connection.LocalDescription!, Token);
        await other.GatheringCompleted.WaitAsync(Patience, Token);
        await AddCandidatesAsync(other.LocalDescription!, connection);
        await connection.Connected.WaitAsync(Patience, Token);
        await other.Connected.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Other_ICE_servers_are_asked_by_the_search_that_follows_and_nothing_else_can_be_changed()
    {
        using var server = new LocalStunServer(IPAddress.Loopback, new IPEndPoint(IPAddress.Parse("203.0.113.7"), 54321));
        await using var connection = new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback });
        var options = connection.GetConfiguration();
        Assert.Throws<InvalidOperationException>(() => connection.SetConfiguration(options with { MaxMessageSize = 1000 }));
        Assert.Throws<InvalidOperationException>(() => connection.SetConfiguration(options with { LocalPort = 4000 }));
        Assert.Throws<ArgumentException>(() => connection.SetConfiguration(options with { IceServers = [new IceServer("nonsense")] }));
        Assert.Same(options, connection.GetConfiguration());
        var changed = options with { IceServers = [new IceServer($"stun:127.0.0.1:{server.Port}")] };

        connection.SetConfiguration(changed);
        Assert.Same(changed, connection.GetConfiguration());
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.Contains("203.0.113.7 54321 typ srflx", connection.LocalDescription!.Sdp, StringComparison.Ordinal);
        await connection.CloseAsync(Token);
        Assert.Throws<InvalidOperationException>(() => connection.SetConfiguration(options));
    }

    [Fact]
    public async Task Other_ICE_servers_are_asked_when_a_restart_gathers_anew()
    {
        using var server = new LocalStunServer(IPAddress.Loopback, new IPEndPoint(IPAddress.Parse("203.0.113.7"), 54321));
        await using var connection = new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback });
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        connection.SetConfiguration(connection.GetConfiguration() with { IceServers = [new IceServer($"stun:127.0.0.1:{server.Port}")] });
        Assert.DoesNotContain("typ srflx", connection.LocalDescription!.Sdp, StringComparison.Ordinal);

        connection.RestartIce();
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.Contains("203.0.113.7 54321 typ srflx", connection.LocalDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gathering_is_told_to_be_complete_before_the_null_candidate_also_after_a_restart()
    {
        await using var pair = PeerConnectionPair.Create();
        var told = System.Threading.Channels.Channel.CreateUnbounded<string>();
        pair.Offerer.IceGatheringStateChanged += state => told.Writer.TryWrite(state.ToString());
        pair.Offerer.IceCandidate += candidate => told.Writer.TryWrite(candidate is null ? "null" : "candidate");
        for (var round = 0; round < 2; round++)
        {
            await pair.SignalAsync();
            Assert.Equal("Gathering", await told.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));
            string next;
            do
            {
                next = await told.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);
            }
            while (next == "candidate");

            Assert.Equal(("Complete", "null"), (next, await told.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token)));
            pair.Offerer.RestartIce();
        }
    }

    [Fact]
    public async Task A_channel_made_before_a_rollback_opens_with_the_exchange_after_it()
    {
        await using var pair = PeerConnectionPair.Create();
        var channel = pair.Offerer.CreateDataChannel("kept");
        channel.Send("waits");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token);
        Assert.Equal(DataChannelState.Connecting, channel.ReadyState);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);

        await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);

        await channel.Opened.WaitAsync(Patience, Token);
        var collector = new MessageCollector(await pair.Answerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        Assert.Equal("waits"u8.ToArray(), (await collector.NextAsync()).Data);
    }

    [Fact]
    public async Task A_restart_on_a_shared_port_finds_its_way_under_the_new_name_also_after_some_that_were_taken_back()
    {
        await using var port = PeerPort.Open(new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback });
        await using var pair = PeerConnectionPair.Create(new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true }), port.CreateConnection());
        var (local, remote) = await pair.OpenChannelAsync();
        var collector = new MessageCollector(remote);
        for (var i = 0; i < 20; i++)
        {
            pair.Answerer.RestartIce();
            await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
            await pair.Answerer.SetLocalDescriptionAsync(new SessionDescription(SdpType.Rollback, string.Empty), Token);
        }

        var before = (pair.Offerer.GetStatistics().SelectedCandidatePairChanges, pair.Answerer.GetStatistics().SelectedCandidatePairChanges);
        pair.Offerer.RestartIce();
        await pair.SignalAsync();

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (pair.Offerer.GetStatistics().SelectedCandidatePairChanges == before.Item1 || pair.Answerer.GetStatistics().SelectedCandidatePairChanges == before.Item2)
        {
            await timer.WaitForNextTickAsync(Token).AsTask().WaitAsync(Patience, Token);
        }

        local.Send("on the new path");
        Assert.Equal("on the new path"u8.ToArray(), (await collector.NextAsync()).Data);
    }

    [Fact]
    public async Task An_answer_that_refuses_data_is_the_reason_its_channels_give()
    {
        await using var pair = PeerConnectionPair.Create();
        var channel = pair.Offerer.CreateDataChannel("refused");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        var answer = pair.Answerer.LocalDescription!;

        await pair.Offerer.SetRemoteDescriptionAsync(answer with { Sdp = answer.Sdp.Replace("m=application 9", "m=application 0", StringComparison.Ordinal) }, Token);

        var reason = await channel.Closed.WaitAsync(Patience, Token);
        Assert.Equal(TypedPeer.Channels.PeerChannelCloseKind.Remote, reason.Kind);
        Assert.Equal(reason, await pair.Offerer.Closed.WaitAsync(Patience, Token));
        Assert.Equal(
            (SignalingState.Closed, PeerConnectionState.Closed, IceConnectionState.Closed),
            (pair.Offerer.SignalingState, pair.Offerer.ConnectionState, pair.Offerer.IceConnectionState));
    }

    [Fact]
    public async Task A_largest_message_negotiated_anew_holds_for_open_channels()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        var offer = pair.Answerer.LocalDescription!;
        await pair.Offerer.SetRemoteDescriptionAsync(offer with { Sdp = offer.Sdp.Replace("a=max-message-size:262144", "a=max-message-size:1000", StringComparison.Ordinal) }, Token);
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);

        Assert.Equal((1000, 256 * 1024), (local.MaxMessageSize, remote.MaxMessageSize));
        Assert.Throws<ArgumentException>(() => local.Send(new byte[1001]));
        local.Send(new byte[1000]);
        Assert.Equal(1000, (await new MessageCollector(remote).NextAsync()).Data.Length);
    }

    private static async Task AddCandidatesAsync(SessionDescription from, PeerConnection to)
    {
        var fragment = NegotiationSide.FragmentOf(from);
        foreach (var line in from.Sdp.Split("\r\n").Where(static line => line.StartsWith("a=candidate:", StringComparison.Ordinal)))
        {
            await to.AddIceCandidateAsync(new IceCandidateInit(line["a=".Length..], "0", 0, fragment), Token);
        }
    }
}
