using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>Closing a connection ends in the time its option names, once, whatever the peer and the handlers do.</summary>
public sealed class CloseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_a_connection_beside_a_peer_that_is_gone_ends_with_the_timeout(bool dispose)
    {
        using var clock = new LeapingTimeProvider();
        using var relay = new UdpRelay();
        await using var pair = PeerConnectionPair.Create(OnLoopback() with { TimeProvider = clock, CloseTimeout = TimeSpan.FromSeconds(300) }, OnLoopback());
        pair.Relay = relay;
        var (local, _) = await pair.OpenChannelAsync();
        relay.Cut();
        local.Send(new byte[100_000]);
        var closing = dispose ? pair.Offerer.DisposeAsync().AsTask() : pair.Offerer.CloseAsync(Token).AsTask();
        Assert.False(closing.IsCompleted);

        clock.Leap(TimeSpan.FromSeconds(300));

        await closing.WaitAsync(Patience, Token);
        await pair.Offerer.Closed.WaitAsync(Patience, Token);
        await local.Closed.WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_a_connection_in_a_handler_does_not_wait_for_itself(bool isPeersClose)
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isPeersClose)
        {
            pair.Answerer.ConnectionStateChanged += state => ended.TrySetResult(pair.Answerer.DisposeAsync().AsTask().Wait(Patience));
            await pair.Offerer.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
        }
        else
        {
            remote.Message += _ => ended.TrySetResult(pair.Answerer.DisposeAsync().AsTask().Wait(Patience));
            local.Send([1]);
        }

        Assert.True(await ended.Task.WaitAsync(Patience, Token));
        await pair.Answerer.Closed.WaitAsync(Patience, Token);
        await pair.Offerer.Closed.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Cancelling_the_close_of_a_connection_ends_the_wait_although_a_handler_blocks()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var release = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += _ =>
        {
            blocked.TrySetResult();
            release.Wait(Patience);
        };
        local.Send([1]);
        await blocked.Task.WaitAsync(Patience, Token);
        using var source = new CancellationTokenSource();
        var closing = pair.Answerer.CloseAsync(source.Token).AsTask();

        await source.CancelAsync();
        await closing.WaitAsync(Patience, Token);

        Assert.Equal(PeerConnectionState.Closed, pair.Answerer.ConnectionState);
        Assert.False(pair.Answerer.Closed.IsCompleted);
        release.Set();
        await pair.Answerer.Closed.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Many_closes_of_a_connection_at_once_end_once()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var closed = 0;
        pair.Offerer.ConnectionStateChanged += state => closed += state == PeerConnectionState.Closed ? 1 : 0;
        var closings = Enumerable.Range(0, 8).Select(index => Task.Run(
            async () =>
            {
                var connection = index % 2 == 0 ? pair.Offerer : pair.Answerer;
                if (index < 4)
                {
                    await connection.CloseAsync(Token);
                }
                else
                {
                    await connection.DisposeAsync();
                }
            },
            Token));

        await Task.WhenAll(closings).WaitAsync(Patience, Token);

        await Task.WhenAll(pair.Offerer.Closed, pair.Answerer.Closed, local.Closed, remote.Closed).WaitAsync(Patience, Token);
        Assert.Equal(1, closed);
        await pair.Offerer.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Closing_a_connection_in_any_phase_ends_everything_that_can_be_waited_for(int phase)
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = phase == 1 ? OnLoopback() with { IceServers = [new IceServer($"stun:127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}")] } : OnLoopback();
        await using var pair = PeerConnectionPair.Create(options, OnLoopback());
        var channel = pair.Offerer.CreateDataChannel("any");
        channel.Send([1]);
        await ProceedAsync(pair, phase);
        var accepting = pair.Offerer.AcceptDataChannelAsync(Token).AsTask();

        await pair.Offerer.DisposeAsync().AsTask().WaitAsync(Patience, Token);

        Assert.Equal(PeerChannelCloseKind.Local, (await pair.Offerer.Closed.WaitAsync(Patience, Token)).Kind);
        await channel.Closed.WaitAsync(Patience, Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await Assert.ThrowsAsync<PeerChannelClosedException>(() => accepting.WaitAsync(Patience, Token));
        Assert.True(pair.Offerer.Connected.IsCompleted);
        Assert.Equal((PeerConnectionState.Closed, SignalingState.Closed), (pair.Offerer.ConnectionState, pair.Offerer.SignalingState));
    }

    [Fact]
    public async Task Closing_a_connection_while_it_gathers_takes_descriptions_and_makes_channels_gives_documented_exceptions_only()
    {
        for (var round = 0; round < 30; round++)
        {
            var pair = PeerConnectionPair.Create(OnLoopback(), OnLoopback());
            await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
            await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
            var stranger = pair.Answerer.LocalDescription!;
            using var start = new Barrier(4);
            Func<Task>[] uses =
            [
                () => pair.Offerer.SetRemoteDescriptionAsync(stranger, Token),
                () => pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token),
                () => UseChannelAsync(pair.Offerer),
                async () => await (round % 2 == 0 ? pair.Offerer.DisposeAsync() : pair.Offerer.CloseAsync(new CancellationToken(canceled: true))),
            ];
            var racing = uses.Select(use => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait(Patience, Token);
                    return await Record.ExceptionAsync(use);
                },
                Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()).ToList();
            var exceptions = await Task.WhenAll(racing).WaitAsync(Patience, Token);

            Assert.All(exceptions.Take(2), static exception => Assert.True(exception is null or InvalidOperationException, exception?.ToString()));
            Assert.True(exceptions[2] is null or InvalidOperationException or PeerChannelClosedException, exceptions[2]?.ToString());
            Assert.Null(exceptions[3]);
            await pair.Offerer.Closed.WaitAsync(Patience, Token);
            await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
            await pair.DisposeAsync();
        }
    }

    private static async Task UseChannelAsync(PeerConnection connection)
    {
        var channel = connection.CreateDataChannel("any");
        channel.Send([1]);
        channel.TrySend([2]);
        await channel.CloseAsync(Token);
    }

    private static async Task ProceedAsync(PeerConnectionPair pair, int phase)
    {
        if (phase >= 1)
        {
            await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        }

        if (phase >= 2)
        {
            await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        }

        if (phase >= 3)
        {
            await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
            await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        }

        if (phase >= 4)
        {
            await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
            await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        }

        if (phase >= 5)
        {
            await pair.Offerer.Connected.WaitAsync(Patience, Token);
        }
    }

    private static PeerConnectionOptions OnLoopback() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
}
