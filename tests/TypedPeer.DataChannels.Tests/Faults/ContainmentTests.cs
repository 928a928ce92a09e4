using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>Whatever escapes a layer ends its connection, with a reason, and nothing else. Were it otherwise, this process would end.</summary>
public sealed class ContainmentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_failure_at_any_place_of_a_layer_ends_its_connection_with_it_as_the_reason(bool inIce, bool forGood)
    {
        var place = 0;
        FailingRandom random;
        do
        {
            random = new FailingRandom(++place, forGood);
            await FailAsync(random, options => inIce ? options with { IceRandom = random } : options with { SctpRandom = random }, place);
        }
        while (random.Uses >= place);

        Assert.InRange(place, inIce ? 6 : 3, 1000);
    }

    [Fact]
    public async Task A_sink_that_fails_ends_its_connection_and_is_told_so()
    {
        var failure = new NotFiniteNumberException("sink");
        var sink = new FailingSink(failure);
        var core = new PeerConnectionCore(PeerTransportOptionsFactory.Create(new PeerConnectionOptions()));
        using var driver = new PeerDriver(core, sink, TimeProvider.System);

        driver.Invoke(
            static (core, _, now) => core.SetLocalDescription(core.CreateOffer(), now),
            0);

        var reason = await sink.Closed.WaitAsync(Patience, Token);
        Assert.Same(failure, reason.Exception);
        await driver.Finished.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_clock_that_fails_ends_its_connection_and_closing_goes_on_working()
    {
        var clock = new BreakableClock();
        await using var pair = PeerConnectionPair.Create(new PeerConnectionOptions { TimeProvider = clock });
        var (_, remote) = await pair.OpenChannelAsync();

        clock.IsBroken = true;
        remote.Send([1]);

        var reason = await pair.Offerer.Closed.WaitAsync(Patience, Token);
        Assert.IsType<NotSupportedException>(reason.Exception);
        await pair.Offerer.CloseAsync(Token);
        await pair.Offerer.DisposeAsync();
    }

    [Fact]
    public async Task A_clock_that_fails_while_servers_are_looked_for_does_not_keep_gathering_from_its_end()
    {
        var clock = new BreakableClock();
        await using var connection = new PeerConnection(new PeerConnectionOptions { TimeProvider = clock, IceServers = [new IceServer("stun:no-such-host.invalid")] });
        connection.IceGatheringStateChanged += _ => { };
        clock.IsBroken = true;

        _ = await Record.ExceptionAsync(() => connection.SetLocalDescriptionAsync(cancellationToken: Token));

        await connection.GatheringCompleted.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_clock_that_fails_at_once_fails_only_who_makes_the_connection()
    {
        var clock = new BreakableClock { IsBroken = true };
        Assert.Throws<NotSupportedException>(() => new PeerConnection(new PeerConnectionOptions { TimeProvider = clock }));

        clock.IsBroken = false;
        await using var connection = new PeerConnection(new PeerConnectionOptions { TimeProvider = clock });
        clock.IsBroken = true;
        await connection.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handlers_that_throw_harm_nobody_nor_does_a_HandlerException_that_does(bool isTold)
    {
        var told = Channel.CreateUnbounded<Exception>();
        var options = new PeerConnectionOptions
        {
            HandlerException = !isTold ? null : exception =>
            {
                told.Writer.TryWrite(exception);
                throw new InvalidOperationException("telling");
            },
        };
        await using var pair = PeerConnectionPair.Create(options, options);
        var seen = new List<string>();
        foreach (var connection in (PeerConnection[])[pair.Offerer, pair.Answerer])
        {
            ThrowFromEverything(connection);
        }

        pair.Offerer.SignalingStateChanged += state => seen.Add(state.ToString());
        var (local, remote) = await pair.OpenChannelAsync();
        local.BufferedAmountLow += static () => throw new InvalidOperationException("low");
        remote.Message += static _ => throw new InvalidOperationException("message");
        local.Send("one");
        local.Send("two");
        var collector = new MessageCollector(local);
        remote.Send("three");

        Assert.Equal("three"u8.ToArray(), (await collector.NextAsync()).Data);
        Assert.Contains("HaveLocalOffer", seen);
        Assert.Equal(PeerConnectionState.Connected, pair.Offerer.ConnectionState);
        if (isTold)
        {
            Assert.IsType<InvalidOperationException>(await told.Reader.ReadAsync(Token));
        }
    }

    [Fact]
    public async Task What_handlers_throw_is_in_the_trace_when_nobody_asks_to_be_told()
    {
        using var listener = new Listener();
        System.Diagnostics.Trace.Listeners.Add(listener);
        try
        {
            var mine = Guid.NewGuid().ToString();
            await using var connection = new PeerConnection();
            connection.SignalingStateChanged += _ => throw new InvalidOperationException(mine);
            await connection.SetLocalDescriptionAsync(cancellationToken: Token);

            await listener.WaitForAsync(mine).WaitAsync(Patience, Token);
        }
        finally
        {
            System.Diagnostics.Trace.Listeners.Remove(listener);
        }
    }

    [Fact]
    public async Task An_echo_that_sends_while_the_peer_closes_ends_nothing_but_the_channel()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var pair = PeerConnectionPair.Create();
            var (local, remote) = await pair.OpenChannelAsync();
            remote.Message += message => remote.Send(message.Data);
            var answered = new MessageCollector(local);
            for (var i = 0; i < 200; i++)
            {
                local.Send(new byte[500]);
            }

            await answered.NextAsync();
            var closing = round % 2 == 0 ? pair.Offerer.DisposeAsync().AsTask() : local.DisposeAsync().AsTask();
            await closing.WaitAsync(Patience, Token);
            await remote.Closed.WaitAsync(Patience, Token);
            Assert.False(remote.TrySend([1]));
            Assert.False(remote.TrySend("text"));
            Assert.Throws<PeerChannelClosedException>(() => remote.Send([1]));
        }
    }

    [Fact]
    public async Task Sending_while_either_side_closes_gives_the_documented_exception_or_none()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var pair = PeerConnectionPair.Create();
            var (local, remote) = await pair.OpenChannelAsync();
            var sending = Task.Run(() => UseUntilItThrows(() => remote.Send([1, 2, 3])), Token);
            var trying = Task.Run(
                () =>
                {
                    while (remote.TrySend([1]))
                    {
                        pair.Answerer.GetStatistics();
                    }
                },
                Token);
            var creating = Task.Run(() => UseUntilItThrows(() => pair.Answerer.CreateDataChannel("late").Send([1])), Token);
            await (round % 2 == 0 ? pair.Offerer : pair.Answerer).CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
            Assert.IsType<PeerChannelClosedException>(await sending.WaitAsync(Patience, Token));
            Assert.True(await creating.WaitAsync(Patience, Token) is PeerChannelClosedException or InvalidOperationException);
            await trying.WaitAsync(Patience, Token);
            await pair.Answerer.Closed.WaitAsync(Patience, Token);
            _ = local;
        }
    }

    [Fact]
    public async Task TrySend_queues_as_Send_does()
    {
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { MaxMessageSize = 2000 });
        var (local, remote) = await pair.OpenChannelAsync();
        var collector = new MessageCollector(remote);

        Assert.True(local.TrySend([1, 2]));
        Assert.True(local.TrySend("h\u00e9"));

        Assert.Equal([1, 2], (await collector.NextAsync()).Data);
        Assert.Equal("h\u00e9"u8.ToArray(), (await collector.NextAsync()).Data);
        Assert.Throws<ArgumentException>(() => local.TrySend(new byte[2001]));
        Assert.Throws<ArgumentNullException>(() => local.TrySend((string)null!));
    }

    private static Exception UseUntilItThrows(Action use)
    {
        while (true)
        {
            try
            {
                use();
            }
            catch (Exception exception)
            {
                return exception;
            }
        }
    }

    private static void ThrowFromEverything(PeerConnection connection)
    {
        connection.IceCandidate += static _ => throw new InvalidOperationException("candidate");
        connection.IceCandidateError += static _ => throw new InvalidOperationException("error");
        connection.SignalingStateChanged += static _ => throw new InvalidOperationException("signaling");
        connection.ConnectionStateChanged += static _ => throw new InvalidOperationException("connection");
        connection.IceConnectionStateChanged += static _ => throw new InvalidOperationException("ice");
        connection.IceGatheringStateChanged += static _ => throw new InvalidOperationException("gathering");
    }

    private static async Task FailAsync(FailingRandom random, Func<PeerTransportOptions, PeerTransportOptions> configure, int place)
    {
        PeerConnection failing;
        try
        {
            failing = new PeerConnection(null, configure);
        }
        catch (NotFiniteNumberException)
        {
            // Whoever makes it is told.
            return;
        }

        var other = new PeerConnection();
        try
        {
            var channel = failing.CreateDataChannel("any");
            await failing.SetLocalDescriptionAsync(cancellationToken: Token);
            await failing.GatheringCompleted.WaitAsync(Patience, Token);
            await other.SetRemoteDescriptionAsync(failing.LocalDescription!, Token);
            await other.SetLocalDescriptionAsync(cancellationToken: Token);
            await other.GatheringCompleted.WaitAsync(Patience, Token);
            await failing.SetRemoteDescriptionAsync(other.LocalDescription!, Token);
            await channel.Opened.WaitAsync(Patience, Token);
            await failing.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
        }
        catch (Exception exception) when (exception is PeerChannelClosedException or InvalidOperationException)
        {
            Assert.True(random.Uses >= place, $"place {place}: {exception}");
        }

        if (random.Uses >= place)
        {
            var reason = await failing.Closed.WaitAsync(Patience, Token);
            Assert.True(reason.Exception is NotFiniteNumberException || reason.Kind == PeerChannelCloseKind.Local, $"place {place}: {reason}");
        }

        await failing.DisposeAsync().AsTask().WaitAsync(Patience, Token);
        await other.CloseAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(Patience, Token);
    }

    private sealed class FailingSink(Exception failure) : IPeerEventSink
    {
        private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<PeerChannelCloseReason> Closed => _closed.Task;

        public long OnEvent(in PeerEvent item)
        {
            if (item.Kind == PeerEventKind.SignalingState)
            {
                throw failure;
            }

            if (item.Kind == PeerEventKind.Closed)
            {
                _closed.TrySetResult(item.Reason);
            }

            return 0;
        }

        public long OnDriverEvent(DriverEvent item) => 0;

        public bool IsPrompt(in PeerEvent item) => false;
    }

    private sealed class Listener : System.Diagnostics.TraceListener
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override void Write(string? message) => _lines.Writer.TryWrite(message ?? string.Empty);

        public override void WriteLine(string? message) => Write(message);

        public async Task WaitForAsync(string text)
        {
            while (!(await _lines.Reader.ReadAsync(Token)).Contains(text, StringComparison.Ordinal))
            {
            }
        }
    }
}
