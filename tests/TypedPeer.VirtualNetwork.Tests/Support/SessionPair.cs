namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Two sessions that serve and call each other over two whole peers, on one virtual clock.</summary>
internal sealed class SessionPair : IDisposable
{
    public SessionPair(int seed, VirtualPathOptions path, long lateness = 0)
    {
        Peers = new PeerPair(seed, path, keepsMessages: true, lateness: lateness);
        Peers.Begin();
        var executor = new VirtualExecutor(World);
        var options = new PeerSessionOptions { TimeProvider = World.Time };
        Left = PeerSession.Start(Peers.LeftChannel, peer => peer.Serve<IProbe>(LeftProbe), options, executor);
        Right = PeerSession.Start(Peers.RightChannel, peer => peer.Serve<IProbe>(RightProbe), options, executor);
    }

    public PeerPair Peers { get; }

    public VirtualWorld World => Peers.World;

    public Probe LeftProbe { get; } = new();

    public Probe RightProbe { get; } = new();

    public PeerSession Left { get; }

    public PeerSession Right { get; }

    /// <summary>Runs an asynchronous test in virtual time; false if it takes longer.</summary>
    public bool Run(Func<Task> body, long within) => VirtualSynchronizationContext.Run(World, body, within);

    public void Dispose() => Peers.Dispose();
}
