using TypedPeer.Channels;
using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Driving;

/// <summary>Leaves it to a channel that can tell on which thread of the pool work runs.</summary>
internal sealed class ChannelExecutor(IPeerChannelScheduler channel) : SessionExecutor
{
    private IPeerChannelScheduler? _channel = channel;

    public override void Queue(IThreadPoolWorkItem item)
    {
        try
        {
            if (Volatile.Read(ref _channel) is { } scheduler)
            {
                scheduler.Schedule(item);
                return;
            }
        }
#pragma warning disable CA1031 // A channel may throw anything; the work is done all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("the channel's scheduler", e);
        }

        base.Queue(item);
    }

    public override void Use(IPeerChannel? channel) => Volatile.Write(ref _channel, channel as IPeerChannelScheduler);
}
