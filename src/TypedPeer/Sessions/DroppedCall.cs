using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>Tells the application of a one-way call that no handler saw. Runs on the pool, since it is user code.</summary>
internal sealed class DroppedCall(PeerMethod method, string message, PeerSessionOptions options) : IThreadPoolWorkItem
{
    public void Execute() => options.HandlerFailed?.Invoke(method.ToString(), new PeerException(PeerStatus.LimitExceeded, message));
}
