using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly;

/// <summary>Two sessions joined with each other, which both serve and call.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private readonly Action _break;

    public Pair(Action<PeerSessionBuilder>? serve = null, PeerSessionOptions? options = null)
    {
        (var first, var second, _break) = Join();
        First = PeerSession.Start(first, peer => peer.Serve<IWalk>(FirstService), options);
        Second = PeerSession.Start(second, serve ?? (peer => peer.Serve<IWalk>(Service)), options);
    }

    /// <summary>Gets or sets what makes two channels, and breaks what is between them.</summary>
    public static Func<(IPeerChannel First, IPeerChannel Second, Action Break)> Join { get; set; } = JoinInMemory;

    public PeerSession First { get; }

    public PeerSession Second { get; }

    public WalkService FirstService { get; } = new();

    public WalkService Service { get; } = new();

    /// <summary>Gets the second side's service as the first side sees it.</summary>
    public IWalk Remote => First.GetRemote<IWalk>();

    public void Break() => _break();

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private static (IPeerChannel First, IPeerChannel Second, Action Break) JoinInMemory()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        return (first, second, () => first.Break());
    }
}
