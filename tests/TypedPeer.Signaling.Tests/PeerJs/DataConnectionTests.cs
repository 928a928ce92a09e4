using System.Security.Cryptography;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>Data connections between .NET peers: what they carry, hold back and refuse.</summary>
public sealed class DataConnectionTests
{
    private static readonly int Seed = TestSeed.First(17_200);

    [Theory]
    [InlineData(PeerDataSerialization.Binary, true)]
    [InlineData(PeerDataSerialization.Binary, false)]
    [InlineData(PeerDataSerialization.Json, true)]
    public async Task Values_arrive_as_they_were_sent_both_ways(PeerDataSerialization serialization, bool reliable)
    {
        await using var pair = await DataConnectionPair.ConnectAsync(serialization, reliable);
        var value = PeerData.FromJson("""{"a":1,"b":[true,null,1.5,"é"],"c":{}}""");

        await pair.Caller.SendAsync(value, Loopback.Token);
        await pair.Callee.SendAsync(PeerData.FromArray(value, value), Loopback.Token);

        Assert.Equal(value, await NextAsync(pair.Callee));
        Assert.Equal(PeerData.FromArray(value, value), await NextAsync(pair.Caller));
        Assert.Equal(reliable, pair.Channel.Ordered);
    }

    [Fact]
    public async Task Raw_sends_bytes_and_strings_as_they_are_and_refuses_the_rest()
    {
        await using var pair = await DataConnectionPair.ConnectAsync(PeerDataSerialization.Raw);
        await pair.Caller.SendAsync(new byte[] { 1, 2, 3 }, Loopback.Token);
        await pair.Caller.SendAsync("text", Loopback.Token);

        Assert.Equal<PeerData>(new byte[] { 1, 2, 3 }, await NextAsync(pair.Callee));
        Assert.Equal("text", await NextAsync(pair.Callee));
        await Assert.ThrowsAsync<ArgumentException>(() => pair.Caller.SendAsync(1, Loopback.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Messages_of_any_size_arrive_whole_and_in_order_where_there_is_one(bool reliable)
    {
        await using var pair = await DataConnectionPair.ConnectAsync(reliable: reliable);
        var random = new Random(Seed);
        var sent = ((int[])[0, 1, 16_296, 16_297, 16_298, 100_000, 1_000_000, 5]).Select(size => (PeerData)RandomValues.Bytes(random, size)).ToList();
        var sending = Task.Run(async () =>
        {
            foreach (var value in sent)
            {
                await pair.Caller.SendAsync(value, Loopback.Token);
            }
        }, Loopback.Token);

        var received = await TakeAsync(pair.Callee, sent.Count);
        await sending.SoonAsync();
        Assert.True(reliable ? received.SequenceEqual(sent) : received.ToHashSet().SetEquals(sent), $"seed {Seed}");
    }

    [Fact]
    public async Task A_hundred_megabytes_go_in_one_send()
    {
        const int Size = 100_000_000;
        await using var pair = await DataConnectionPair.ConnectAsync();
        var bytes = new byte[Size];
        new Random(Seed).NextBytes(bytes);
        var sending = pair.Caller.SendAsync(bytes, Loopback.Token);
        var received = await NextAsync(pair.Callee, TimeSpan.FromMinutes(2));
        await sending.SoonAsync();

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(received.GetBytes().Span));
    }

    [Fact]
    public async Task A_send_before_the_connection_is_open_says_so()
    {
        await using var pair = DataConnectionPair.Create();
        var failure = await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.SendAsync(1, Loopback.Token));
        Assert.Equal((PeerDataConnectionError.NotOpenYet, "not-open-yet"), (failure.Error, failure.Code));
        Assert.False(pair.Caller.IsOpen);
    }

    [Fact]
    public async Task JSON_is_taken_up_to_16300_bytes()
    {
        await using var pair = await DataConnectionPair.ConnectAsync(PeerDataSerialization.Json);
        await pair.Caller.SendAsync(new string('x', 16_298), Loopback.Token);
        Assert.Equal(16_298, (await NextAsync(pair.Callee)).GetString().Length);

        var failure = await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.SendAsync(new string('x', 16_299), Loopback.Token));
        Assert.Equal((PeerDataConnectionError.MessageTooBig, "message-too-big"), (failure.Error, failure.Code));
        await Assert.ThrowsAsync<ArgumentException>(() => pair.Caller.SendAsync(new byte[3], Loopback.Token));
        Assert.True(pair.Caller.IsOpen);
    }

    [Fact]
    public async Task Raw_is_never_cut_and_taken_up_to_what_the_peer_takes_in_one_message()
    {
        await using var pair = await DataConnectionPair.ConnectAsync(PeerDataSerialization.Raw, options: new PeerConnectionOptions { MaxMessageSize = 100_000 });
        await pair.Caller.SendAsync(new byte[100_000], Loopback.Token);
        Assert.Equal(100_000, (await NextAsync(pair.Callee)).GetBytes().Length);

        var failure = await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.SendAsync(new byte[100_001], Loopback.Token));
        Assert.Equal(PeerDataConnectionError.MessageTooBig, failure.Error);
        Assert.Equal(PeerDataConnectionError.MessageTooBig, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.SendAsync(new string('é', 50_001), Loopback.Token))).Error);
    }

    [Theory]
    [InlineData(PeerDataSerialization.Binary)]
    [InlineData(PeerDataSerialization.Json)]
    public async Task What_a_page_would_take_for_a_message_of_its_own_is_refused(PeerDataSerialization serialization)
    {
        await using var pair = await DataConnectionPair.ConnectAsync(serialization);
        await Assert.ThrowsAsync<ArgumentException>(() => pair.Caller.SendAsync(PeerData.FromObject(("__peerData", 1)), Loopback.Token));
    }

    [Fact]
    public async Task Who_does_not_read_holds_the_peer_back_and_loses_nothing()
    {
        var limits = new PeerDataLimits { MaxWaiting = 64 * 1024, MaxBufferedAmount = 64 * 1024, MaxQueuedSends = 2 };
        await using var pair = await DataConnectionPair.ConnectAsync(caller: limits, callee: limits, options: new PeerConnectionOptions { ReceiveWindow = 256 * 1024, MaxMessageSize = 64 * 1024 });
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 2000; sent++)
            {
                await pair.Caller.SendAsync(PeerData.FromArray(sent, new byte[2000]), Loopback.Token);
            }
        }, Loopback.Token);

        // It stands still when all that may wait does: 64 KiB and a message of each, with their windows.
        await WaitUntilAsync(() => pair.Caller.BufferedAmount >= 60 * 1024);
        Assert.False(sending.IsCompleted);
        Assert.InRange(Volatile.Read(ref sent), 1, 400);

        var received = await TakeAsync(pair.Callee, 2000);
        await sending.SoonAsync();
        Assert.Equal(Enumerable.Range(0, 2000), received.Select(static value => (int)value[0].GetInt64()));
    }

    [Fact]
    public async Task More_sends_at_once_than_may_wait_are_refused()
    {
        var limits = new PeerDataLimits { MaxBufferedAmount = 16 * 1024, MaxQueuedSends = 3, MaxWaiting = 1 };
        await using var pair = await DataConnectionPair.ConnectAsync(caller: limits, callee: limits, options: new PeerConnectionOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 64 * 1024 });
        var sends = Enumerable.Range(0, 5).Select(_ => pair.Caller.SendAsync(new byte[500_000], Loopback.Token)).ToList();

        Assert.All(sends.Skip(3), send => Assert.Equal(PeerDataConnectionError.TooManySends, Assert.IsType<PeerDataConnectionException>(send.Exception!.InnerException).Error));
        Assert.Equal(3, (await TakeAsync(pair.Callee, 3)).Count);
        await Task.WhenAll(sends.Take(3)).SoonAsync();
    }

    [Theory]
    [InlineData(PeerDataSerialization.Binary, true)]
    [InlineData(PeerDataSerialization.Binary, false)]
    [InlineData(PeerDataSerialization.Json, true)]
    [InlineData(PeerDataSerialization.Raw, true)]
    public async Task A_close_lets_what_was_sent_arrive_first_and_both_sides_end_in_order(PeerDataSerialization serialization, bool reliable)
    {
        await using var pair = await DataConnectionPair.ConnectAsync(serialization, reliable);
        var expected = Enumerable.Range(0, 200).Select(static i => (PeerData)$"{i:d3}{new string('x', 5000)}").ToList();
        foreach (var value in expected)
        {
            await pair.Caller.SendAsync(value, Loopback.Token);
        }

        var closing = pair.Caller.CloseAsync(Loopback.Token);
        var received = new List<PeerData>();
        await foreach (var value in pair.Callee.ReadAllAsync(Loopback.Token))
        {
            received.Add(value);
        }

        await closing.AsTask().SoonAsync();
        Assert.Equal(expected.OrderBy(static value => value.GetString()), received.OrderBy(static value => value.GetString()));
        Assert.True((await pair.Caller.Completion.SoonAsync()) is { Error: null, IsLocal: true });
        Assert.True((await pair.Callee.Completion.SoonAsync()) is { Error: null, IsLocal: false });
        Assert.Equal(PeerDataConnectionError.ConnectionClosed, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.SendAsync("late", Loopback.Token))).Error);
        Assert.Equal(PeerConnectionState.Closed, pair.Callee.Connection.ConnectionState);
    }

    [Fact]
    public async Task What_came_before_an_abrupt_end_is_read_however_late()
    {
        var limits = new PeerDataLimits { MaxWaiting = 1 };
        await using var pair = await DataConnectionPair.ConnectAsync(callee: limits);
        for (var i = 0; i < 50; i++)
        {
            await pair.Caller.SendAsync(i, Loopback.Token);
        }

        // As a page does that closes without a goodbye.
        await WaitUntilAsync(() => pair.Caller.BufferedAmount == 0);
        await pair.Channel.CloseAsync(Loopback.Token);
        Assert.Null((await pair.Callee.Completion.SoonAsync()).Error);

        var received = new List<long>();
        await foreach (var value in pair.Callee.ReadAllAsync(Loopback.Token))
        {
            received.Add(value.GetInt64());
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => (long)i), received);
    }

    [Theory]
    [InlineData("c7", false)]
    [InlineData("dbffffffff", false)]
    [InlineData("84ba5f5f706565724461746101b16e02b464617461a0b5746f74616c01", false)]
    [InlineData("c0", true)]
    public async Task A_message_that_lies_ends_the_connection_with_the_reason_behind_what_came_before(string message, bool isText)
    {
        await using var pair = await DataConnectionPair.ConnectAsync();
        pair.Channel.Send(BinaryPackWriter.ToArray("before"));
        if (isText)
        {
            pair.Channel.Send("text");
        }
        else
        {
            pair.Channel.Send(Convert.FromHexString(message));
        }

        var end = await pair.Callee.Completion.SoonAsync();
        Assert.Equal((PeerDataConnectionError.InvalidMessage, "invalid-message"), (end.Error!.Error, end.Error.Code));
        await using var reading = pair.Callee.ReadAllAsync(Loopback.Token).GetAsyncEnumerator(Loopback.Token);
        Assert.True(await reading.MoveNextAsync().AsTask().SoonAsync());
        Assert.Equal("before", reading.Current);
        Assert.Equal(PeerDataConnectionError.InvalidMessage, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => reading.MoveNextAsync().AsTask())).Error);
        Assert.Null((await pair.Caller.Completion.SoonAsync()).Error);
    }

    [Fact]
    public async Task A_message_that_is_larger_than_taken_ends_the_connection()
    {
        await using var pair = await DataConnectionPair.ConnectAsync(callee: new PeerDataLimits { MaxMessageSize = 100_000 });
        var sending = pair.Caller.SendAsync(new byte[10_000_000], Loopback.Token);
        Assert.Equal(PeerDataConnectionError.InvalidMessage, (await pair.Callee.Completion.SoonAsync()).Error!.Error);
        Assert.Equal(PeerDataConnectionError.ConnectionClosed, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => sending.SoonAsync())).Error);
    }

    [Fact]
    public async Task A_close_before_the_connection_is_open_ends_whoever_waits_for_it()
    {
        await using var pair = DataConnectionPair.Create();
        await pair.Caller.CloseAsync(Loopback.Token);
        Assert.Equal(PeerDataConnectionError.ConnectionClosed, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => pair.Caller.Opened)).Error);
        Assert.Empty(await pair.Caller.ReadAllAsync(Loopback.Token).ToListAsync(Loopback.Token));
    }

    [Fact]
    public async Task A_close_ends_in_its_time_though_the_peer_takes_nothing()
    {
        var limits = new PeerDataLimits { CloseTimeout = TimeSpan.FromMilliseconds(200), MaxWaiting = 1, MaxBufferedAmount = 16 * 1024 };
        await using var pair = await DataConnectionPair.ConnectAsync(caller: limits, callee: limits, options: new PeerConnectionOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 64 * 1024, CloseTimeout = TimeSpan.FromMilliseconds(200) });
        var sending = pair.Caller.SendAsync(new byte[1_000_000], Loopback.Token);
        await pair.Callee.SendAsync("go", Loopback.Token);
        await NextAsync(pair.Caller);

        // The callee reads nothing, and takes no more than it keeps.
        var second = pair.Caller.SendAsync(new byte[1_000_000], Loopback.Token);
        await pair.Caller.CloseAsync(Loopback.Token).AsTask().SoonAsync();
        await Assert.ThrowsAsync<PeerDataConnectionException>(() => second.SoonAsync());
        await ((Task)sending).ContinueWith(static _ => { }, TaskScheduler.Default).SoonAsync();
        Assert.True((await pair.Caller.Completion.SoonAsync()).IsLocal);
    }

    [Fact]
    public async Task A_send_that_is_cancelled_while_it_waits_leaves_the_connection_as_it_is()
    {
        var limits = new PeerDataLimits { MaxWaiting = 1, MaxBufferedAmount = 16 * 1024 };
        await using var pair = await DataConnectionPair.ConnectAsync(caller: limits, callee: limits, options: new PeerConnectionOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 64 * 1024 });
        await pair.Caller.SendAsync("first", Loopback.Token);
        var long1 = pair.Caller.SendAsync(new byte[1_000_000], Loopback.Token);
        using var cancel = new CancellationTokenSource();
        var waiting = pair.Caller.SendAsync("never", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.Equal("first", await NextAsync(pair.Callee));
        Assert.Equal(1_000_000, (await NextAsync(pair.Callee)).GetBytes().Length);
        await long1.SoonAsync();
        await pair.Caller.SendAsync("last", Loopback.Token);
        Assert.Equal("last", await NextAsync(pair.Callee));
    }

    [Fact]
    public async Task A_second_reader_at_a_time_is_refused()
    {
        await using var pair = await DataConnectionPair.ConnectAsync();
        var first = NextAsync(pair.Callee);
        await Assert.ThrowsAsync<InvalidOperationException>(() => NextAsync(pair.Callee));
        await pair.Caller.SendAsync(1, Loopback.Token);
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task A_close_that_is_cancelled_closes_at_once()
    {
        var limits = new PeerDataLimits { CloseTimeout = TimeSpan.FromHours(1), MaxWaiting = 1, MaxBufferedAmount = 16 * 1024 };
        await using var pair = await DataConnectionPair.ConnectAsync(caller: limits, callee: limits, options: new PeerConnectionOptions { ReceiveWindow = 64 * 1024, MaxMessageSize = 64 * 1024, CloseTimeout = TimeSpan.FromHours(1) });
        var sends = Enumerable.Range(0, 2).Select(_ => pair.Caller.SendAsync(new byte[1_000_000], Loopback.Token)).ToList();
        using var cancel = new CancellationTokenSource();
        var closing = pair.Caller.CloseAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await closing.SoonAsync();
        Assert.Equal(PeerDataConnectionError.ConnectionClosed, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => sends[1].SoonAsync())).Error);
    }

    private static async Task<PeerData> NextAsync(PeerDataConnection connection, TimeSpan? patience = null) =>
        await connection.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().WaitAsync(patience ?? Loopback.Patience, Loopback.Token);

    private static async Task<List<PeerData>> TakeAsync(PeerDataConnection connection, int count) =>
        await connection.ReadAllAsync(Loopback.Token).Take(count).ToListAsync(Loopback.Token).AsTask().SoonAsync();

    /// <summary>Looks again whenever other threads have run: nothing tells of it.</summary>
    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Loopback.Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
