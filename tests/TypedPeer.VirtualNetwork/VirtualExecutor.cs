using TypedPeer.Sessions.Driving;

namespace TypedPeer.VirtualNetwork;

/// <summary>Runs a session's work on the thread that moves the virtual clock.</summary>
internal sealed class VirtualExecutor(VirtualWorld world) : SessionExecutor
{
    /// <inheritdoc/>
    public override void Queue(IThreadPoolWorkItem item) => world.Post(item.Execute);
}
