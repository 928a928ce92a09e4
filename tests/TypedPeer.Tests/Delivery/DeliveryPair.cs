using TypedPeer.Testing;

namespace TypedPeer.Tests.Delivery;

/// <summary>A caller and a receiver that can be held.</summary>
internal sealed class DeliveryPair : IAsyncDisposable
{
    public DeliveryPair(PeerSessionOptions? callerOptions = null, PeerSessionOptions? receiverOptions = null)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Caller = PeerSession.Start(first, null, callerOptions);
        Receiver = PeerSession.Start(second, peer => peer.Serve<IDeliveryContract>(Service).Serve<IDeliveryContract>("named", Named), receiverOptions);
        Remote = Caller.GetRemote<IDeliveryContract>();
    }

    public PeerSession Caller { get; }

    public PeerSession Receiver { get; }

    public DeliveryService Service { get; } = new();

    public DeliveryService Named { get; } = new();

    public IDeliveryContract Remote { get; }

    /// <summary>Has the receiver in a handler until the source is set.</summary>
    public async Task<TaskCompletionSource> HoldAsync()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        await Remote.StateAsync(0).Soon();
        await Service.Entered.Task.Soon();
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
