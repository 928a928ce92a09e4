using TypedPeer.Channels;

namespace TypedPeer.Sessions;

/// <summary>Leaves it to the channel on which thread of the pool work runs.</summary>
internal sealed class ChannelExecutor(IPeerChannel channel) : SessionExecutor
{
    public override void Queue(IThreadPoolWorkItem item) => channel.Queue(item);
}
