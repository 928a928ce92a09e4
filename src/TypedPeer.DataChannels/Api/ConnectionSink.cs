using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Api;

/// <summary>
/// Leads from the driver, which the system's sockets and timers hold, to what the application holds, without holding it: a connection that
/// nobody can use any more is found by the collector, and gives its sockets back.
/// </summary>
internal sealed class ConnectionSink : IPeerEventSink
{
    private readonly WeakReference<PeerEventRaiser> _raiser = new(null!);
    private volatile PeerEventRaiser? _kept;

    /// <summary>Sets where events go.</summary>
    public void SetTarget(PeerEventRaiser raiser) => _raiser.SetTarget(raiser);

    /// <summary>Holds the target as long as events may concern somebody (<see cref="PeerEventRaiser"/> knows); null ends that.</summary>
    public void Keep(PeerEventRaiser? raiser) => _kept = raiser;

    public long OnEvent(in PeerEvent item)
    {
        if (_kept is { } kept)
        {
            return kept.OnEvent(item);
        }

        return _raiser.TryGetTarget(out var raiser) ? raiser.OnEvent(item) : Discard(item);
    }

    public long OnDriverEvent(DriverEvent item)
    {
        if (_kept is { } kept)
        {
            return kept.OnDriverEvent(item);
        }

        return _raiser.TryGetTarget(out var raiser) ? raiser.OnDriverEvent(item) : 0;
    }

    public bool IsPrompt(in PeerEvent item)
    {
        if (_kept is { } kept)
        {
            return kept.IsPrompt(item);
        }

        return _raiser.TryGetTarget(out var raiser) && raiser.IsPrompt(item);
    }

    /// <summary>An event of something that nobody holds any more; returns the receive-window bytes it freed.</summary>
    public static long Discard(in PeerEvent item)
    {
        if (item.Buffer is not { } buffer)
        {
            return 0;
        }

        var freed = MessageCost.Of(buffer);
        SctpMessagePool.Return(buffer);
        return freed;
    }
}
