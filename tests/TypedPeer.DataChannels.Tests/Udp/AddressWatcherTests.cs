using System.Net;
using TypedPeer.DataChannels.Udp;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>Who hears of a changed network, and how where the system says nothing.</summary>
public sealed class AddressWatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private IPAddress[]? _addresses = [IPAddress.Parse("10.0.0.1")];
    private int _asked;

    [Fact]
    public async Task Where_the_system_tells_of_changes_nobody_looks()
    {
        var watcher = new AddressWatcher(_time, Find) { IsTold = true };
        var observer = new Observer();
        using var registration = watcher.Add(observer);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _asked);
        watcher.Notify();

        await observer.ToldAsync();
    }

    [Fact]
    public async Task Where_it_does_not_the_addresses_are_looked_at_while_somebody_observes()
    {
        var watcher = new AddressWatcher(_time, Find);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _asked);
        var observer = new Observer();
        var registration = watcher.Add(observer);

        _time.Advance(AddressWatcher.LookInterval * 3);
        Assert.Equal(4, _asked);
        _addresses = [IPAddress.Parse("10.0.0.2")];
        _time.Advance(AddressWatcher.LookInterval);
        await observer.ToldAsync();

        registration.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, _asked);
    }

    [Fact]
    public async Task Where_it_turns_out_that_the_system_does_not_they_are_looked_at_for_those_who_observe_already()
    {
        var watcher = new AddressWatcher(_time, Find) { IsTold = true };
        watcher.BeginLooking();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _asked);
        var early = new AddressWatcher(_time, Find) { IsTold = true };
        var observer = new Observer();
        using var registration = early.Add(observer);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _asked);

        early.BeginLooking();
        Assert.Equal(1, _asked);
        _addresses = [IPAddress.Parse("10.0.0.2")];
        _time.Advance(AddressWatcher.LookInterval);

        await observer.ToldAsync();
    }

    [Fact]
    public async Task A_system_that_cannot_tell_its_addresses_for_a_moment_is_asked_again()
    {
        var watcher = new AddressWatcher(_time, Find);
        var observer = new Observer();
        using var registration = watcher.Add(observer);

        _addresses = null;
        _time.Advance(AddressWatcher.LookInterval * 2);
        Assert.Equal(0, observer.Count);
        _addresses = [];
        _time.Advance(AddressWatcher.LookInterval);

        await observer.ToldAsync();
    }

    [Fact]
    public void An_observer_that_nobody_holds_is_forgotten()
    {
        var watcher = new AddressWatcher(_time, Find) { IsTold = true };
        AddAndForget(watcher);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(100, watcher.Count);

        watcher.Notify();

        Assert.Equal(0, watcher.Count);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void AddAndForget(AddressWatcher watcher)
    {
        for (int index = 0; index < 100; index++)
        {
            _ = watcher.Add(new Observer());
        }
    }

    private IPAddress[] Find()
    {
        _asked++;
        return _addresses ?? throw new System.Net.NetworkInformation.NetworkInformationException();
    }

    private sealed class Observer : ILocalNetworkObserver
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task ToldAsync() => _told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        public void OnAddressesChanged()
        {
            Interlocked.Increment(ref _count);
            _told.TrySetResult();
        }
    }
}
