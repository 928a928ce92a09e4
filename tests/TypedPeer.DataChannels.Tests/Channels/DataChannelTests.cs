using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>A data channel as its application meets it, over real sockets.</summary>
public sealed class DataChannelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_closed_in_the_event_that_brings_it_never_counts_as_opened()
    {
        await using var pair = PeerConnectionPair.Create();
        var brought = new TaskCompletionSource<(DataChannel Channel, Task Closing, DataChannelState State)>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Answerer.DataChannel += channel =>
        {
            var closing = channel.CloseAsync().AsTask();
            brought.SetResult((channel, closing, channel.ReadyState));
        };
        var local = pair.Offerer.CreateDataChannel("x");
        await pair.ConnectAsync();

        var (remote, closing, state) = await brought.Task.WaitAsync(Patience, Token);
        await closing.WaitAsync(Patience, Token);

        Assert.Equal(DataChannelState.Closing, state);
        await Assert.ThrowsAsync<PeerChannelClosedException>(() => remote.Opened.WaitAsync(Patience, Token));
        Assert.Equal(PeerChannelCloseKind.Remote, (await local.Closed.WaitAsync(Patience, Token)).Kind);
    }

    [Fact]
    public async Task A_channel_is_closing_as_soon_as_it_is_closed_and_closed_when_that_is_told()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, _) = await pair.OpenChannelAsync();
        var connecting = pair.Offerer.CreateDataChannel("other");

        foreach (var channel in new[] { local, connecting })
        {
            var closing = channel.CloseAsync(Token).AsTask();
            Assert.True(channel.ReadyState == DataChannelState.Closing || channel.Closed.IsCompleted);
            Assert.Throws<PeerChannelClosedException>(() => channel.Send([1]));
            await closing.WaitAsync(Patience, Token);
            Assert.Equal(DataChannelState.Closed, channel.ReadyState);
        }
    }

    [Fact]
    public async Task A_channel_that_never_connects_closes_at_once_without_messages_and_in_its_time_with_them()
    {
        await using var connection = new PeerConnection(new PeerConnectionOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        var empty = connection.CreateDataChannel("empty");
        var full = connection.CreateDataChannel("full");
        full.Send("goodbye");

        var closing = Task.WhenAll(empty.CloseAsync(Token).AsTask(), full.CloseAsync(Token).AsTask());
        await closing.WaitAsync(Patience, Token);

        Assert.Equal((DataChannelState.Closed, DataChannelState.Closed), (empty.ReadyState, full.ReadyState));
        Assert.Equal(7, full.BufferedAmount);
        await Assert.ThrowsAsync<PeerChannelClosedException>(() => full.Opened);
    }

    [Fact]
    public async Task Closing_ends_in_its_time_although_the_peer_is_gone()
    {
        using var clock = new LeapingTimeProvider();
        using var relay = new UdpRelay();
        var options = new PeerConnectionOptions
        {
            IncludeLoopback = true,
            LocalAddressFilter = IPAddress.Loopback.Equals,
            TimeProvider = clock,
            CloseTimeout = TimeSpan.FromSeconds(3),
        };
        await using var pair = PeerConnectionPair.Create(options, options);
        pair.Relay = relay;
        var (local, _) = await pair.OpenChannelAsync();
        relay.Cut();
        local.Send(new byte[1000]);
        var closing = local.CloseAsync(Token).AsTask();
        for (var leaps = 0; leaps < 3 && !closing.IsCompleted; leaps++)
        {
            clock.Leap(TimeSpan.FromSeconds(1));
        }

        await closing.WaitAsync(Patience, Token);

        var reason = await local.Closed;
        Assert.Equal((DataChannelState.Closed, PeerChannelCloseKind.Local), (local.ReadyState, reason.Kind));
        Assert.Equal(PeerConnectionState.Connected, pair.Offerer.ConnectionState);
    }

    [Fact]
    public async Task Closing_ends_when_cancelled_although_a_handler_blocks()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var release = new ManualResetEventSlim();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = new TaskCompletionSource<byte>(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += message =>
        {
            if (message.Data[0] == 1)
            {
                blocked.SetResult();
                release.Wait(Patience);
            }
            else
            {
                last.SetResult(message.Data[0]);
            }
        };
        local.Send([1]);
        await blocked.Task.WaitAsync(Patience, Token);
        local.Send([2]);
        var graceful = remote.CloseAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await graceful.WaitAsync(Patience, Token);

        Assert.Equal((DataChannelState.Closed, true), (remote.ReadyState, remote.Closed.IsCompletedSuccessfully));
        Assert.Throws<PeerChannelClosedException>(() => remote.Send([1]));
        release.Set();
        await local.Closed.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Closing_from_inside_a_handler_that_waits_for_it_ends()
    {
        var options = new PeerConnectionOptions { CloseTimeout = TimeSpan.FromHours(1) };
        await using var pair = PeerConnectionPair.Create(options, options);
        var (local, remote) = await pair.OpenChannelAsync();
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += _ => ended.SetResult(remote.CloseAsync().AsTask().Wait(Patience) && remote.Closed.IsCompletedSuccessfully);

        local.Send([1]);

        Assert.True(await ended.Task.WaitAsync(Patience, Token));
        await local.Closed.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Messages_are_counted_as_they_come_and_as_they_are_acknowledged()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        for (byte i = 0; i < 10; i++)
        {
            local.Send([i]);
        }

        await WaitUntilAsync(() => remote.MessagesReceived == 10);
        await WaitUntilAsync(() => local.UnacknowledgedMessages == 0);
    }

    [Fact]
    public async Task A_handler_that_throws_over_a_message_that_waited_still_gets_the_others()
    {
        var failures = new List<Exception>();
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { HandlerException = failures.Add });
        var (local, remote) = await pair.OpenChannelAsync();
        for (byte i = 0; i < 10; i++)
        {
            local.Send([i]);
        }

        await WaitUntilAsync(() => pair.Answerer.GetStatistics().MessagesReceived == 10);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<byte>();
        remote.Message += message =>
        {
            seen.Add(message.Data[0]);
            if (message.Data[0] == 9)
            {
                done.SetResult();
            }

            throw new InvalidOperationException("mine");
        };
        await done.Task.WaitAsync(Patience, Token);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)i), seen);
        await WaitUntilAsync(() => failures.Count == 10);
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_take_the_turn_of_those_after_it()
    {
        var failures = new List<Exception>();
        await using var pair = PeerConnectionPair.Create(
            new PeerConnectionOptions { HandlerException = static _ => { } }, new PeerConnectionOptions { HandlerException = failures.Add });
        var (local, remote) = await pair.OpenChannelAsync();
        remote.Message += static _ => throw new InvalidOperationException("first");
        remote.Message += static _ => throw new InvalidOperationException("second");
        var collector = new MessageCollector(remote);
        var low = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        local.BufferedAmountLow += static () => throw new InvalidOperationException("mine");
        local.BufferedAmountLow += () => low.TrySetResult();

        while (!low.Task.IsCompleted)
        {
            local.Send(new byte[60_000]);
            Assert.Equal(60_000, (await collector.NextAsync()).Data.Length);
        }

        await WaitUntilAsync(() => failures.Count > 0);
        Assert.Equal(["first", "second"], Assert.IsType<AggregateException>(failures[0]).InnerExceptions.Select(e => e.Message));
    }

    [Fact]
    public async Task A_message_that_waited_and_is_larger_than_the_peer_takes_ends_its_channel_alone()
    {
        await using var pair = PeerConnectionPair.Create(answerer: new PeerConnectionOptions { MaxMessageSize = 2000 });
        var tooLarge = pair.Offerer.CreateDataChannel("too large");
        tooLarge.Send(new byte[2001]);
        var (local, remote) = await pair.OpenChannelAsync("healthy");

        var reason = await tooLarge.Closed.WaitAsync(Patience, Token);

        Assert.Equal(PeerChannelCloseKind.ProtocolError, reason.Kind);
        Assert.Contains("2001", reason.Message, StringComparison.Ordinal);
        Assert.Equal("healthy", remote.Label);
        local.Send(new byte[2000]);
        Assert.Equal(2000, (await new MessageCollector(remote).NextAsync()).Data.Length);
    }

    [Fact]
    public async Task A_label_or_protocol_that_is_too_long_is_an_argument_error_and_the_connection_lives()
    {
        await using var pair = PeerConnectionPair.Create();
        Assert.Throws<ArgumentException>(() => pair.Offerer.CreateDataChannel(new string('x', 65536)));
        Assert.Throws<ArgumentException>(() => pair.Offerer.CreateDataChannel("x", new DataChannelOptions { Protocol = new string('\u20ac', 30_000) }));

        var (local, remote) = await pair.OpenChannelAsync("a\ud800");

        Assert.Equal(("a\ufffd", "a\ufffd", 1), (local.Label, remote.Label, pair.Offerer.GetStatistics().DataChannels.Count));
    }

    [Fact]
    public async Task Text_with_half_a_surrogate_arrives_as_text_with_a_replacement()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        local.Send("a\udc00b\ud83d\ude00");

        var (data, isText) = await new MessageCollector(remote).NextAsync();

        Assert.True(isText);
        Assert.Equal("a\ufffdb\ud83d\ude00"u8.ToArray().Length, data.Length);
        Assert.Equal("a\ufffdb\U0001F600", System.Text.Encoding.UTF8.GetString(data));
        Assert.Throws<ArgumentException>(() => local.Send(new string('x', local.MaxMessageSize + 1)));
    }

    [Fact]
    public async Task Messages_nobody_asked_for_leave_the_window_when_their_channel_is_closed_here()
    {
        var answerer = new PeerConnectionOptions { ReceiveWindow = 256 * 1024, MaxMessageSize = 64 * 1024 };
        await using var pair = PeerConnectionPair.Create(answerer: answerer);
        var (local, remote) = await pair.OpenChannelAsync();
        var (other, otherRemote) = await pair.OpenChannelAsync("other");
        var collector = new MessageCollector(otherRemote);
        for (var i = 0; i < 32; i++)
        {
            local.Send(new byte[16 * 1024]);
        }

        await WaitUntilAsync(() => pair.Answerer.GetStatistics().MessagesReceived >= 12);
        for (var i = 0; i < 20; i++)
        {
            other.Send(new byte[16 * 1024]);
        }

        await remote.DisposeAsync().AsTask().WaitAsync(Patience, Token);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(16 * 1024, (await collector.NextAsync()).Data.Length);
        }
    }

    [Fact]
    public async Task Messages_of_a_channel_that_was_forgotten_leave_the_window_when_the_collector_finds_it()
    {
        var answerer = new PeerConnectionOptions { ReceiveWindow = 256 * 1024, MaxMessageSize = 64 * 1024 };
        await using var pair = PeerConnectionPair.Create(answerer: answerer);
        var forgotten = pair.Offerer.CreateDataChannel("forgotten");
        await pair.ConnectAsync();
        await ForgetAsync(pair.Answerer);
        for (var i = 0; i < 15; i++)
        {
            forgotten.Send(new byte[16 * 1024]);
        }

        await forgotten.CloseAsync(Token).AsTask().WaitAsync(Patience, Token);
        var (other, otherRemote) = await pair.OpenChannelAsync("other");
        var collector = new MessageCollector(otherRemote);
        for (var i = 0; i < 4; i++)
        {
            other.Send(new byte[60 * 1024]);
        }

        for (var received = 0; received < 4;)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
            received += collector.TryNext(out _) ? 1 : 0;
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static async Task ForgetAsync(PeerConnection connection) => await connection.AcceptDataChannelAsync(Token);
    }

    [Fact]
    public async Task Channels_both_sides_close_with_their_connections_at_once_end_with_nothing_but_documented_errors()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var pair = PeerConnectionPair.Create();
            var (local, remote) = await pair.OpenChannelAsync();
            remote.Message += message => TrySend(remote, message.Data.ToArray());
            local.Message += message => TrySend(local, message.Data.ToArray());
            local.Send([1]);
            local.Send([2]);

            var closes = new[]
            {
                Task.Run(async () => await local.CloseAsync(), Token),
                Task.Run(async () => await pair.Answerer.CloseAsync(), Token),
                Task.Run(async () => await remote.DisposeAsync(), Token),
                Task.Run(async () => await pair.Offerer.DisposeAsync(), Token),
            };
            await Task.WhenAll(closes).WaitAsync(Patience, Token);

            Assert.Equal((DataChannelState.Closed, DataChannelState.Closed), (local.ReadyState, remote.ReadyState));
            Assert.Throws<InvalidOperationException>(() => pair.Offerer.CreateDataChannel("late"));
        }
    }

    private static void TrySend(DataChannel channel, byte[] message)
    {
        try
        {
            channel.Send(message);
        }
        catch (PeerChannelClosedException)
        {
            // As documented.
        }
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
