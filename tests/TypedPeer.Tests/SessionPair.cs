using System.Runtime.CompilerServices;
using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests;

/// <summary>Two sessions joined in memory; the second serves.</summary>
public sealed class SessionPair : IAsyncDisposable
{
    private SessionPair(IPeerChannel first, IPeerChannel second, PeerSessionOptions? firstOptions, PeerSessionOptions? secondOptions)
    {
        FirstChannel = (first as InMemoryPeerChannel)!;
        SecondChannel = (second as InMemoryPeerChannel)!;
        First = PeerSession.Start(first, peer => peer.Serve(FirstService), firstOptions);
        Second = PeerSession.Start(second, peer => peer.Serve(SecondService), secondOptions);
        Remote = First.GetRemote<ITestContract>();
    }

    public InMemoryPeerChannel FirstChannel { get; }

    public InMemoryPeerChannel SecondChannel { get; }

    public PeerSession First { get; }

    public PeerSession Second { get; }

    public TestService FirstService { get; } = new();

    public TestService SecondService { get; } = new();

    /// <summary>Gets the second side's service as the first side sees it.</summary>
    public ITestContract Remote { get; }

    public static SessionPair Create(PeerSessionOptions? firstOptions = null, PeerSessionOptions? secondOptions = null, int maxMessageSize = 256 * 1024)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(maxMessageSize);
        return new(first, second, firstOptions, secondOptions ?? firstOptions);
    }

    /// <summary>Joins two sessions over channels of the test's own.</summary>
    public static SessionPair Over(IPeerChannel first, IPeerChannel second, PeerSessionOptions? firstOptions = null, PeerSessionOptions? secondOptions = null) =>
        new(first, second, firstOptions, secondOptions ?? firstOptions);

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}

/// <summary>The bound on every wait in these tests: generous, since it only matters when something is broken.</summary>
public static class Bound
{
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    public static Task Soon(this ValueTask task) => task.AsTask().Soon();

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().Soon();

    /// <summary>Waits for what gives no signal of its own.</summary>
    public static async Task Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Time, $"After {Time} it still did not hold: {expression}");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
