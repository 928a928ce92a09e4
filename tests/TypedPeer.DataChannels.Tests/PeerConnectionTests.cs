using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests;

public sealed class PeerConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_connections_exchange_text_and_bytes_over_udp()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync("greetings", new DataChannelOptions { Protocol = "demo" });
        var atLocal = new MessageCollector(local);
        var atRemote = new MessageCollector(remote);

        local.Send("héllo");
        remote.Send([1, 2, 3]);
        local.Send([]);
        local.Send(string.Empty);

        Assert.Equal(("greetings", "demo", true), (remote.Label, remote.Protocol, remote.Ordered));
        var (text, isText) = await atRemote.NextAsync();
        Assert.True(isText);
        Assert.Equal("héllo"u8, text);
        Assert.Equal([1, 2, 3], (await atLocal.NextAsync()).Data);
        var (empty, emptyIsText) = await atRemote.NextAsync();
        Assert.Equal((0, false), (empty.Length, emptyIsText));
        (empty, emptyIsText) = await atRemote.NextAsync();
        Assert.Equal((0, true), (empty.Length, emptyIsText));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1200)]
    [InlineData(65536)]
    [InlineData(256 * 1024)]
    public async Task Messages_of_every_size_arrive_whole_in_both_directions(int size)
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var atLocal = new MessageCollector(local);
        var atRemote = new MessageCollector(remote);
        var sent = RandomNumberGenerator.GetBytes(size);

        for (var i = 0; i < 3; i++)
        {
            local.Send(sent);
            Assert.Equal(sent, (await atRemote.NextAsync()).Data);
            remote.Send(sent);
            Assert.Equal(sent, (await atLocal.NextAsync()).Data);
        }
    }

    [Fact]
    public async Task Trickled_candidates_connect_too_even_before_the_description()
    {
        await using var pair = PeerConnectionPair.Create();
        pair.Offerer.IceCandidate += c => _ = pair.Answerer.AddIceCandidateAsync(c, Token);
        pair.Answerer.IceCandidate += c => _ = pair.Offerer.AddIceCandidateAsync(c, Token);
        var channel = pair.Offerer.CreateDataChannel("x");
        var offer = await pair.Offerer.CreateOfferAsync(Token);
        await pair.Offerer.SetLocalDescriptionAsync(offer, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(offer, Token);
        var answer = await pair.Answerer.CreateAnswerAsync(Token);
        await pair.Answerer.SetLocalDescriptionAsync(answer, Token);
        await pair.Offerer.SetRemoteDescriptionAsync(answer, Token);

        await channel.Opened.WaitAsync(Patience, Token);
        Assert.Equal(PeerConnectionState.Connected, pair.Offerer.ConnectionState);
    }

    [Fact]
    public async Task Messages_that_come_before_a_handler_are_kept_in_order()
    {
        await using var pair = PeerConnectionPair.Create();
        var local = pair.Offerer.CreateDataChannel("x");
        for (var i = 0; i < 100; i++)
        {
            local.Send(BitConverter.GetBytes(i));
        }

        await pair.ConnectAsync();
        var remote = await pair.Answerer.AcceptDataChannelAsync(Token);
        remote.Send([1]);
        Assert.Single((await new MessageCollector(local).NextAsync()).Data);

        var collector = new MessageCollector(remote);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i, BitConverter.ToInt32((await collector.NextAsync()).Data));
        }
    }

    [Fact]
    public async Task Closing_a_channel_delivers_what_was_sent_and_closes_both_ends()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var collector = new MessageCollector(remote);
        for (var i = 0; i < 50; i++)
        {
            local.Send(new byte[20_000]);
        }

        await local.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
        var reason = await remote.Closed.WaitAsync(Patience, Token);

        Assert.Equal(PeerChannelCloseKind.Remote, reason.Kind);
        Assert.Equal(PeerChannelCloseKind.Local, (await local.Closed).Kind);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(20_000, (await collector.NextAsync()).Data.Length);
        }

        Assert.Equal((DataChannelState.Closed, DataChannelState.Closed), (local.ReadyState, remote.ReadyState));
        Assert.Throws<PeerChannelClosedException>(() => local.Send([1]));
        Assert.Equal(PeerConnectionState.Connected, pair.Offerer.ConnectionState);
    }

    [Fact]
    public async Task Closing_a_connection_delivers_what_was_sent_and_tells_the_peer()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var collector = new MessageCollector(remote);
        for (var i = 0; i < 50; i++)
        {
            local.Send(new byte[20_000]);
        }

        await pair.Offerer.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);

        Assert.Equal(PeerChannelCloseKind.Remote, (await pair.Answerer.Closed.WaitAsync(Patience, Token)).Kind);
        Assert.Equal(PeerChannelCloseKind.Local, (await local.Closed).Kind);
        Assert.Equal(PeerChannelCloseKind.Remote, (await remote.Closed.WaitAsync(Patience, Token)).Kind);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(20_000, (await collector.NextAsync()).Data.Length);
        }

        Assert.Equal(PeerConnectionState.Closed, pair.Answerer.ConnectionState);
        Assert.Equal(SignalingState.Closed, pair.Offerer.SignalingState);
    }

    [Fact]
    public async Task Both_sides_know_each_other_by_their_fingerprints()
    {
        await using var pair = PeerConnectionPair.Create();
        await pair.OpenChannelAsync();

        Assert.Equal(pair.Answerer.LocalIdentity, pair.Offerer.RemoteIdentity);
        Assert.Equal(pair.Offerer.LocalIdentity, pair.Answerer.RemoteIdentity);
    }

    [Fact]
    public async Task A_description_without_the_expected_fingerprint_is_refused()
    {
        await using var stranger = new PeerConnection();
        await using var friend = new PeerConnection();
        await using var me = new PeerConnection(new PeerConnectionOptions { ExpectedFingerprint = friend.LocalIdentity.ToString() });
        await stranger.SetLocalDescriptionAsync(cancellationToken: Token);

        await Assert.ThrowsAsync<ArgumentException>(() => me.SetRemoteDescriptionAsync(stranger.LocalDescription!, Token));
    }

    [Fact]
    public async Task A_message_larger_than_the_peer_takes_is_an_argument_error()
    {
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { MaxMessageSize = 2000 });
        var (local, remote) = await pair.OpenChannelAsync();

        Assert.Equal((2000, 256 * 1024), (local.MaxMessageSize, remote.MaxMessageSize));
        Assert.Throws<ArgumentException>(() => local.Send(new byte[2001]));
        local.Send(new byte[2000]);
        Assert.Equal(2000, (await new MessageCollector(remote).NextAsync()).Data.Length);
    }

    [Fact]
    public async Task A_slow_handler_does_not_stop_the_protocols_beneath()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += _ =>
        {
            blocked.TrySetResult();
            release.Task.Wait(Patience);
        };

        local.Send([1]);
        await blocked.Task.WaitAsync(Patience, Token);
        local.Send(new byte[100_000]);
        await WaitUntilAsync(() => pair.Offerer.GetStatistics().BufferedAmount == 0);
        release.SetResult();
    }

    [Fact]
    public async Task An_ice_restart_finds_a_path_again_under_open_channels()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var collector = new MessageCollector(remote);
        var before = pair.Offerer.LocalDescription!.Sdp;

        pair.Offerer.RestartIce();
        await pair.SignalAsync();
        await WaitUntilAsync(() => pair.Offerer.IceConnectionState is IceConnectionState.Connected or IceConnectionState.Completed);
        local.Send("still here");

        var (data, _) = await collector.NextAsync();
        Assert.Equal("still here"u8, data);
        Assert.NotEqual(UserFragment(before), UserFragment(pair.Offerer.LocalDescription!.Sdp));
        Assert.Equal(SignalingState.Stable, pair.Answerer.SignalingState);

        static string UserFragment(string sdp) => sdp.Split('\n').Single(l => l.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_low_buffered_amount_is_signalled_when_it_is_crossed()
    {
        using var signals = new SemaphoreSlim(0);
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        remote.Message += static _ => { };
        local.BufferedAmountLowThreshold = 10_000;
        local.BufferedAmountLow += () => signals.Release();

        for (var i = 0; i < 100; i++)
        {
            local.Send(new byte[50_000]);
        }

        // The path may be faster than this loop, so that the amount falls more than once.
        do
        {
            Assert.True(await signals.WaitAsync(Patience, Token), "No signal came.");
        }
        while (local.BufferedAmount > 10_000);
    }

    [Fact]
    public async Task An_exception_of_a_handler_is_reported_and_the_next_message_still_arrives()
    {
        var failures = new List<Exception>();
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { HandlerException = failures.Add });
        var (local, remote) = await pair.OpenChannelAsync();
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += message =>
        {
            if (message.Data[0] == 1)
            {
                throw new InvalidOperationException("mine");
            }

            second.SetResult();
        };

        local.Send([1]);
        local.Send([2]);
        await second.Task.WaitAsync(Patience, Token);

        Assert.Equal("mine", Assert.Single(failures).Message);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(Token).AsTask().WaitAsync(Patience);
        }
    }
}
