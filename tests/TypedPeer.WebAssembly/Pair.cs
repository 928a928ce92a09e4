using TypedPeer.Testing;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly;

/// <summary>Two sessions joined in memory, which both serve and call.</summary>
internal sealed class Pair : IAsyncDisposable
{
    public Pair(Action<PeerSessionBuilder>? serve = null, PeerSessionOptions? options = null)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        (FirstChannel, SecondChannel) = (first, second);
        First = PeerSession.Start(first, peer => peer.Serve<IWalk>(FirstService), options);
        Second = PeerSession.Start(second, serve ?? (peer => peer.Serve<IWalk>(Service)), options);
    }

    public InMemoryPeerChannel FirstChannel { get; }

    public InMemoryPeerChannel SecondChannel { get; }

    public PeerSession First { get; }

    public PeerSession Second { get; }

    public WalkService FirstService { get; } = new();

    public WalkService Service { get; } = new();

    /// <summary>Gets the second side's service as the first side sees it.</summary>
    public IWalk Remote => First.GetRemote<IWalk>();

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
