using System.Collections.Concurrent;
using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.Testing;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests;

/// <summary>What every channel owes its session, over real sockets.</summary>
public class DataChannelConformanceTests : PeerChannelConformance, IAsyncDisposable
{
    private readonly List<PeerConnectionPair> _pairs = [];
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly LeapingTimeProvider _clock = new();
    private readonly UdpRelay _relay = new();
    private IPeerChannel? _answering;

    /// <summary>The network goes away, and so much time passes that nobody waits any longer.</summary>
    protected override Func<IPeerChannel, Task> BreakAsync => async channel =>
    {
        _relay.Cut();
        while (!channel.Closed.IsCompleted || !_answering!.Closed.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _clock.Leap(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in _pairs)
        {
            await pair.DisposeAsync();
        }

        _relay.Dispose();
        _clock.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the suite gets to see of a channel.</summary>
    protected virtual IPeerChannel Show(DataChannel channel) => channel;

    protected override async Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        // Some receivers of the suite throw on purpose; whoever is told of it is not the suite's concern.
        var options = new PeerConnectionOptions { HandlerException = _failures.Enqueue };
        var pair = PeerConnectionPair.Create(options, options);
        _pairs.Add(pair);
        var (offering, answering) = await pair.OpenChannelAsync();
        return (Show(offering), Show(answering));
    }

    protected override async Task<(IPeerChannel First, IPeerChannel Second)> CreateBreakablePairAsync()
    {
        var options = new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals, TimeProvider = _clock };
        var pair = PeerConnectionPair.Create(options, options);
        _pairs.Add(pair);
        pair.Relay = _relay;
        var (offering, answering) = await pair.OpenChannelAsync();
        _answering = answering;
        return (Show(offering), Show(answering));
    }
}

/// <summary>The same, where somebody put a decorator over each end that knows nothing of data channels.</summary>
public sealed class DecoratedDataChannelConformanceTests : DataChannelConformanceTests
{
    protected override IPeerChannel Show(DataChannel channel) => new ForwardingChannel(channel);
}
