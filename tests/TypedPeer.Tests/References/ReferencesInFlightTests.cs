using System.Runtime.CompilerServices;
using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.References;

/// <summary>
/// References that are sent and never taken: wherever a call, a result or a stream is lost, its owner counts them no more, at
/// once and exactly once.
/// </summary>
public sealed class ReferencesInFlightTests : IAsyncDisposable
{
    private readonly FlightService _service = new();
    private readonly Observer _observer = new();
    private readonly FaultInjectingPeerChannel _channel;
    private readonly PeerSessionOptions _calleeOptions = new() { MaxMessageBytes = 64 * 1024, MaxReceiveBytes = 64 * 1024 };
    private PeerSession _caller = null!;
    private PeerSession _callee = null!;
    private IFlightContract _remote = null!;

    public ReferencesInFlightTests()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _channel = new(first);
        Channels = (_channel, second);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Picky Any => new(false);

    private (IPeerChannel First, IPeerChannel Second) Channels { get; }

    public async ValueTask DisposeAsync()
    {
        _service.Block.Set();
        _service.Gate.TrySetResult();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task References_in_a_call_that_was_not_sent_are_given_back()
    {
        Start();
        await _caller.Connected.Soon();
        var other = _caller.GetRemote<IReferenceContract>();
        var error = await Assert.ThrowsAsync<PeerException>(() => other.SubscribeAsync(_observer, 1).Soon());
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
        AssertNothingShared(_caller);
    }

    [Fact]
    public async Task References_in_a_call_that_is_cancelled_while_it_waits_are_given_back()
    {
        Start(new() { MaxConcurrentCalls = 1 });
        _service.Block.Reset();
        var blocking = _remote.BlockAsync().AsTask();
        await _service.Entered.Task.Soon();
        using var cancel = new CancellationTokenSource();
        var call = _remote.TakeAsync(_observer, Any, [], cancel.Token).AsTask();
        Assert.Equal(1, _caller.GetStatistics().ReferencesShared);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        AssertNothingShared(_caller);
        _service.Block.Set();
        await blocking.Soon();
    }

    [Fact]
    public async Task References_in_arguments_that_cannot_be_written_to_their_end_are_given_back()
    {
        Start();
        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.TakeAsync(_observer, Any, new byte[8 << 20]).Soon());
        Assert.Equal((PeerStatus.LimitExceeded, PeerCallFate.NotSent), (error.Status, error.Fate));
        AssertNothingShared(_caller);
    }

    [Fact]
    public async Task References_in_a_call_to_a_target_that_is_not_there_are_given_back()
    {
        Start();
        var nobody = _caller.GetRemote<IFlightContract>("nobody");
        var error = await Assert.ThrowsAsync<PeerException>(() => nobody.TakeAsync(_observer, Any, []).Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
        AssertNothingShared(_caller);
        await nobody.TellAsync(_observer);
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_a_call_that_is_refused_for_its_size_are_given_back()
    {
        Start();
        _service.Block.Reset();
        var blocking = _remote.BlockAsync().AsTask();
        await _service.Entered.Task.Soon();
        var held = _remote.TakeAsync(_observer, Any, new byte[60_000]).AsTask();

        // All of it, before anything of the call that has no room beside it.
        await Bound.Until(() => _callee.GetStatistics().BytesHeld >= 60_000);
        var other = new Observer();
        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.TakeAsync(other, Any, new byte[60_000]).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        Assert.Equal(1, _caller.GetStatistics().ReferencesShared);
        _service.Block.Set();
        Assert.True(await held.Soon());
        await blocking.Soon();
        PeerReference.Release(Assert.Single(_service.Kept));
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_a_call_that_is_cancelled_before_its_handler_starts_are_given_back()
    {
        Start();
        _service.Block.Reset();
        var blocking = _remote.BlockAsync().AsTask();
        await _service.Entered.Task.Soon();
        using var cancel = new CancellationTokenSource();
        var call = _remote.TakeAsync(_observer, Any, [], cancel.Token).AsTask();
        var large = _remote.TakeAsync(_observer, Any, new byte[60_000], cancel.Token).AsTask();
        await _caller.GetRemote<IFlightContract>("nobody").TellAsync(new Observer());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large.Soon());
        _service.Block.Set();
        await blocking.Soon();
        await AssertAllGoneAsync();
        Assert.Empty(_service.Kept);
    }

    [Fact]
    public async Task References_in_a_call_that_is_not_allowed_are_given_back()
    {
        _calleeOptions.AuthorizeCall = call => new(!call.Method.StartsWith("Take", StringComparison.Ordinal));
        Start();
        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.TakeAsync(_observer, Any, []).Soon());
        Assert.Equal(PeerStatus.PermissionDenied, error.Status);
        AssertNothingShared(_caller);
        await Assert.ThrowsAsync<PeerException>(() => _remote.TakeManyAsync(Observers(100), 1).Soon());
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_arguments_that_cannot_be_read_to_their_end_are_given_back()
    {
        Start();
        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.TakeAsync(_observer, Picky.Refusing(), []).Soon());
        Assert.Equal(PeerStatus.InvalidData, error.Status);
        await AssertAllGoneAsync();
        Assert.Equal(0, _callee.GetStatistics().ReferencesLeaked);
        Assert.Empty(_service.Kept);
    }

    [Fact]
    public async Task References_the_handler_took_stay_until_it_gives_them_back_however_its_call_ends()
    {
        Start();
        Assert.True(await _remote.TakeAsync(_observer, Any, []).Soon());
        await _remote.TellAsync(_observer);
        Assert.True(await _remote.TakeAsync(_observer, Any, []).Soon());
        Assert.Equal(1, _caller.GetStatistics().ReferencesShared);
        Assert.Equal(0, _caller.Driver.Core.References.Unsettled);
        Assert.Equal(3, _service.Kept.Count);
        await _service.Kept[0].ChangedAsync(1);
        PeerReference.Release(_service.Kept[0]);
        await AssertAllGoneAsync();
        await _observer.Changed.Task.Soon();
        Assert.Equal([1], _observer.Seen);
    }

    [Fact]
    public async Task References_in_a_result_that_comes_after_its_caller_gave_up_are_given_back()
    {
        Start();
        using var cancel = new CancellationTokenSource();
        var call = _remote.GiveAsync(cancel.Token).AsTask();
        await _service.Entered.Task.Soon();
        _channel.ReceiveStalled = true;
        _service.Gate.SetResult();
        await Bound.Until(() => _callee.GetStatistics().CallsRunning == 0);

        Assert.Equal(1, _callee.GetStatistics().ReferencesShared);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        _channel.ReceiveStalled = false;
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_a_result_of_a_cancelled_call_are_given_back_where_they_are()
    {
        Start();
        using var cancel = new CancellationTokenSource();
        var call = _remote.GiveAsync(cancel.Token).AsTask();
        await _service.Entered.Task.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await RoundTripAsync();
        _service.Gate.SetResult();
        await AssertAllGoneAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40_000)]
    public async Task References_in_a_result_that_cannot_be_read_are_given_back(int size)
    {
        Start();
        _service.Refuses = true;
        await Assert.ThrowsAnyAsync<Exception>(() => _remote.GiveParcelAsync(size).Soon());
        await AssertAllGoneAsync();
        Assert.Equal(0, _caller.GetStatistics().ReferencesLeaked);
    }

    [Fact]
    public async Task References_in_a_result_nobody_reads_are_given_back_when_the_collector_finds_it()
    {
        Start();
        _service.Gate.SetResult();
        await DropAsync();
        await AssertAllGoneAsync(collect: true);
    }

    [Fact]
    public async Task References_in_items_nobody_takes_any_more_are_given_back()
    {
        Start();
        var all = new List<IAccount>();
        await foreach (var account in _remote.GiveManyAsync(1000, Cancel))
        {
            all.Add(account);
            if (all.Count == 3)
            {
                break;
            }
        }

        await EventuallyAsync(() => _callee.GetStatistics().ReferencesShared == 3);
        Assert.Equal("somebody", await all[2].OwnerAsync().Soon());
        all.ForEach(account => PeerReference.Release(account));
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_items_of_a_stream_that_is_left_before_anything_came_are_given_back()
    {
        Start();
        await using (var accounts = _remote.GiveManyAsync(100, Cancel).GetAsyncEnumerator(Cancel))
        {
            _channel.ReceiveStalled = true;
            Assert.False(accounts.MoveNextAsync().AsTask().IsFaulted);
        }

        _channel.ReceiveStalled = false;
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_of_a_stream_read_to_its_end_belong_to_its_reader()
    {
        Start();
        var one = new Account("one");
        _service.NewAccount = () => one;
        _service.Gate.SetResult();
        var count = 0;
        IAccount? last = null;
        await foreach (var account in _remote.GiveManyAsync(20_000, Cancel))
        {
            count++;
            last = account;
        }

        Assert.Equal(20_000, count);
        Assert.Equal(1, _callee.GetStatistics().ReferencesShared);
        await EventuallyAsync(() => _callee.Driver.Core.References.Unsettled == 0);
        PeerReference.Release(last!);
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task An_item_that_cannot_be_read_ends_its_stream_by_name_and_gives_its_references_back()
    {
        Start();
        var first = default(Parcel);
        var error = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var parcel in _remote.GiveParcelsAsync(10, Cancel))
            {
                first = parcel;
            }
        });
        Assert.Equal(PeerStatus.InvalidData, error.Status);
        await EventuallyAsync(() => _callee.GetStatistics().ReferencesShared == 1);
        PeerReference.Release(first!.Account);
        await AssertAllGoneAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task References_in_an_upload_its_handler_leaves_are_given_back(int take)
    {
        Start();
        Assert.Equal(take, await _remote.TakeManyAsync(Observers(1000), take).Soon());
        await EventuallyAsync(() => _caller.GetStatistics().ReferencesShared == take);
        _service.Kept.ForEach(observer => PeerReference.Release(observer));
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task References_in_an_upload_of_a_call_that_is_refused_are_given_back()
    {
        Start();
        var nobody = _caller.GetRemote<IFlightContract>("nobody");
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<PeerException>(() => nobody.TakeManyAsync(Observers(100), 1).Soon());
        }

        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task A_progress_receiver_shared_by_two_calls_lives_as_long_as_the_later_one()
    {
        Start();
        var reported = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Direct(reported.SetResult);
        var first = _remote.WatchAsync(progress, Cancel).AsTask();
        await EventuallyAsync(() => _service.Watched.Count == 1);
        await _remote.WatchAsync(progress, Cancel).Soon();
        _service.Gate.SetResult();
        Assert.Equal(7, await reported.Task.Soon());
        await first.Soon();
        await AssertAllGoneAsync();
    }

    [Fact]
    public async Task Whatever_is_lost_on_the_way_every_reference_is_given_back_once()
    {
        Start();
        var random = new Random(TestSupport.TestSeed.First(20261121));
        for (var i = 0; i < 200; i++)
        {
            using var cancel = new CancellationTokenSource();
            var call = random.Next(4) switch
            {
                0 => _remote.TakeAsync(_observer, random.Next(3) == 0 ? Picky.Refusing() : Any, new byte[random.Next(50_000)], cancel.Token).AsTask(),
                1 => _remote.TakeManyAsync(Observers(random.Next(50)), random.Next(50)).AsTask(),
                2 => LeaveAsync(random.Next(1, 20), cancel.Token),
                _ => _remote.GiveParcelAsync(random.Next(50_000)).AsTask().ContinueWith(static task => PeerReference.Release(task.Result.Account), TaskScheduler.Default),
            };
            if (random.Next(2) == 0)
            {
                await cancel.CancelAsync();
            }

            await call.ContinueWith(static task => task.Exception, TaskScheduler.Default).Soon();
            foreach (var observer in _service.Kept.Distinct())
            {
                PeerReference.Release(observer);
            }

            _service.Kept.Clear();
        }

        await EventuallyAsync(() =>
        {
            foreach (var observer in _service.Kept.Distinct())
            {
                PeerReference.Release(observer);
            }

            return _caller.GetStatistics().ReferencesShared + _callee.GetStatistics().ReferencesShared == 0;
        });
        await AssertAllGoneAsync();
        Assert.False(_caller.Completion.IsCompleted);
    }

    private static void AssertNothingShared(PeerSession session)
    {
        Assert.Equal(0, session.GetStatistics().ReferencesShared);
        Assert.Equal(0, session.Driver.Core.References.Unsettled);
    }

    private static async IAsyncEnumerable<IObserver> Observers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Observer();
        }

        await Task.CompletedTask;
    }

    private void Start(PeerSessionOptions? calleeOptions = null)
    {
        _caller = PeerSession.Start(Channels.First);
        _callee = PeerSession.Start(Channels.Second, peer => peer.Serve(_service), calleeOptions ?? _calleeOptions);
        _remote = _caller.GetRemote<IFlightContract>();
    }

    private async Task LeaveAsync(int take, CancellationToken cancellationToken)
    {
        await foreach (var account in _remote.GiveManyAsync(50, cancellationToken))
        {
            PeerReference.Release(account);
            if (--take == 0)
            {
                break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task DropAsync()
    {
#pragma warning disable CA2012 // That nobody takes the result is what is tested.
        _ = _remote.GiveAsync(CancellationToken.None);
#pragma warning restore CA2012
        await EventuallyAsync(() => _callee.GetStatistics().ReferencesShared == 1);
    }

    private async Task RoundTripAsync() =>
        await Assert.ThrowsAsync<PeerException>(() => _caller.GetRemote<IFlightContract>("nobody").BlockAsync().Soon());

    private async Task AssertAllGoneAsync(bool collect = false)
    {
        await EventuallyAsync(
            () =>
            {
                if (collect)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }

                return _caller.GetStatistics().ReferencesShared + _callee.GetStatistics().ReferencesShared == 0
                    && _caller.Driver.Core.References.Unsettled + _callee.Driver.Core.References.Unsettled == 0;
            });
        Assert.Equal(0, _caller.GetStatistics().ReferencesHeld);
        Assert.Equal(0, _callee.GetStatistics().ReferencesHeld);
    }

    /// <summary>Round trips drive both sides on until it is so.</summary>
    private async Task EventuallyAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound.Time);
        while (!condition())
        {
            Assert.False(bound.IsCancellationRequested, $"shared {_caller.GetStatistics().ReferencesShared} by the caller, {_callee.GetStatistics().ReferencesShared} by the callee");
            await RoundTripAsync();
        }
    }

    private sealed class Direct(Action<int> report) : IProgress<int>
    {
        void IProgress<int>.Report(int value) => report(value);
    }
}
