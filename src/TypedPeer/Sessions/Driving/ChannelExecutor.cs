using TypedPeer.Channels;
using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Driving;

/// <summary>Leaves it to the channel on which thread of the pool work runs.</summary>
internal sealed class ChannelExecutor(IPeerChannel channel) : SessionExecutor
{
    public override void Queue(IThreadPoolWorkItem item)
    {
        try
        {
            channel.Queue(item);
        }
#pragma warning disable CA1031 // A channel may throw anything; the work is done all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("the channel's queue", e);
            base.Queue(item);
        }
    }
}
