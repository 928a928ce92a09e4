using System.Runtime.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.References;

public sealed class ReferenceTests : IAsyncDisposable
{
    private readonly PeerSession _caller;
    private readonly PeerSession _callee;
    private readonly ReferenceService _service = new();
    private readonly IReferenceContract _remote;

    public ReferenceTests()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _caller = PeerSession.Start(first, null, new() { MaxReferences = 10 });
        _callee = PeerSession.Start(second, peer => peer.Serve(_service), new() { MaxReferences = 10 });
        _remote = _caller.GetRemote<IReferenceContract>();
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task A_result_that_is_a_contract_stays_with_its_owner_and_is_called_there()
    {
        var account = await _remote.OpenAsync("Ada").Soon();
        Assert.Equal("Ada", await account.OwnerAsync().Soon());
        Assert.Equal(5, await account.AddAsync(5).Soon());
        Assert.Equal(7, await account.AddAsync(2).Soon());
    }

    [Fact]
    public async Task A_reference_sent_back_arrives_as_the_owners_own_object()
    {
        var account = await _remote.OpenAsync("Ada").Soon();
        Assert.True(await _remote.IsMineAsync(account).Soon());
        Assert.False(await _remote.IsMineAsync(null).Soon());
        Assert.False(await _remote.IsMineAsync(new Account("Eve")).Soon());
    }

    [Fact]
    public async Task A_callback_is_called_in_order()
    {
        var observer = new Observer();
        await _remote.SubscribeAsync(observer, 100).Soon();
        Assert.Equal(Enumerable.Range(0, 100), observer.Seen);
    }

    [Fact]
    public async Task Stream_items_may_be_references_and_equal_ones_are_the_same_proxy()
    {
        var first = await _remote.OpenAsync("a").Soon();
        await _remote.OpenAsync("b").Soon();
        var owners = new List<string>();
        var same = false;
        await foreach (var account in _remote.AllAsync(TestContext.Current.CancellationToken))
        {
            owners.Add(await account.OwnerAsync());
            same |= ReferenceEquals(account, first);
        }

        Assert.Equal(["a", "b"], owners);
        Assert.True(same);
    }

    [Fact]
    public async Task Releasing_lets_the_owner_forget_and_later_calls_fail_by_name()
    {
        var account = await _remote.OpenAsync("Ada").Soon();
        Assert.Equal(1, _callee.GetStatistics().ReferencesShared);
        var call = account.AddAsync(1).AsTask();
        Assert.True(PeerReference.Release(account));
        Assert.False(PeerReference.Release(account));
        Assert.Equal(1, await call.Soon());
        var error = await Assert.ThrowsAsync<PeerException>(() => account.AddAsync(1).Soon());
        Assert.Equal(PeerStatus.FailedPrecondition, error.Status);
        await _remote.IsMineAsync(null).Soon();
        Assert.Equal(0, _callee.GetStatistics().ReferencesShared);
        Assert.Equal(0, _caller.GetStatistics().ReferencesHeld);
    }

    [Fact]
    public async Task A_proxy_nobody_keeps_is_given_back_and_counted_as_a_leak()
    {
        await OpenAndForgetAsync();
        await Bound.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return _callee.GetStatistics().ReferencesShared == 0;
        });

        Assert.Equal(1, _caller.GetStatistics().ReferencesLeaked);
    }

    [Fact]
    public async Task Sharing_more_objects_than_allowed_fails_the_call_by_name()
    {
        var kept = new List<IAccount>();
        for (var i = 0; i < 10; i++)
        {
            kept.Add(await _remote.OpenAsync($"{i}").Soon());
        }

        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.OpenAsync("too many").Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        PeerReference.Release(kept[0]);
        await _remote.IsMineAsync(null).Soon();
        kept.Add(await _remote.OpenAsync("again").Soon());
        GC.KeepAlive(kept);
    }

    [Fact]
    public async Task References_end_with_the_session()
    {
        var account = await _remote.OpenAsync("Ada").Soon();
        await _caller.StopAsync(TestContext.Current.CancellationToken).Soon();
        await _callee.Completion.Soon();
        await Assert.ThrowsAsync<PeerException>(() => account.OwnerAsync().Soon());
        Assert.Equal(0, _callee.GetStatistics().ReferencesShared);
    }

    [Fact]
    public async Task Progress_arrives_in_order_the_last_report_included_and_is_given_back_with_the_call()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<int>();
        var progress = new Direct(value =>
        {
            seen.Add(value);
            if (value == 50)
            {
                done.TrySetResult();
            }
        });
        for (var i = 0; i < 30; i++)
        {
            // More calls than references are allowed: each is given back when its call ends.
            Assert.Equal(50, await _remote.WorkAsync(50, progress).Soon());
        }

        await done.Task.Soon();
        Assert.Contains(50, seen);
        Assert.Equal(0, _caller.GetStatistics().ReferencesLeaked);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task OpenAndForgetAsync() => Assert.Equal("x", await (await _remote.OpenAsync("x").Soon()).OwnerAsync().Soon());

    private sealed class Direct(Action<int> report) : IProgress<int>
    {
        void IProgress<int>.Report(int value) => report(value);
    }
}
