using TypedPeer.Testing;

namespace TypedPeer.Tests.Delivery;

/// <summary>A caller and a receiver with a lane for datagrams between them.</summary>
internal sealed class UnreliablePair : IAsyncDisposable
{
    private UnreliablePair(bool callerHas, bool receiverHas, PeerSessionOptions? receiverOptions, PeerSessionOptions? callerOptions)
    {
        (CallerChannel, var other) = FaultInjectingPeerChannel.CreatePair();
        CallerChannel.HasDatagrams = callerHas;
        other.HasDatagrams = receiverHas;
        Receiver = PeerSession.Start(other, peer => peer.Serve<IUnreliableContract>(Service).Serve<IUnreliableContract>("named", Named), receiverOptions);
        Caller = PeerSession.Start(CallerChannel, null, callerOptions);
        Remote = Caller.GetRemote<IUnreliableContract>();
    }

    public FaultInjectingPeerChannel CallerChannel { get; }

    public PeerSession Caller { get; }

    public PeerSession Receiver { get; }

    public UnreliableService Service { get; } = new();

    public UnreliableService Named { get; } = new();

    public IUnreliableContract Remote { get; }

    public static async Task<UnreliablePair> ConnectAsync(bool callerHas = true, bool receiverHas = true, PeerSessionOptions? receiverOptions = null, PeerSessionOptions? callerOptions = null)
    {
        var pair = new UnreliablePair(callerHas, receiverHas, receiverOptions, callerOptions);
        await Task.WhenAll(pair.Caller.Connected, pair.Receiver.Connected).Soon();

        // The caller opens its lane behind the hello that told of the receiver's.
        await Bound.Until(() => !callerHas || !receiverHas || pair.Caller.Driver.Core.State.Lane.MaxSize > 0);
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
