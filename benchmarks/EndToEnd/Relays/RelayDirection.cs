using TypedPeer.VirtualNetwork;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>
/// One direction of a bottleneck, which several paths can share: what the model of a path decides about each datagram, and the
/// datagrams under way. All of them wait equally long behind the bottleneck, so that they leave in the order they came in.
/// </summary>
internal sealed class RelayDirection(int seed, VirtualPathOptions options)
{
    private readonly VirtualPath _path = new(seed, options);
    private readonly Queue<RelayDatagram> _underWay = [];

    /// <summary>Gets how many datagrams the model has let vanish, for chance or for a full queue.</summary>
    public long Dropped { get; private set; }

    /// <summary>Gets how many of them were dropped because the queue was full.</summary>
    public long Overflows => _path.Overflows;

    /// <summary>Gets when the next datagram leaves, in microseconds.</summary>
    public long NextDue => _underWay.TryPeek(out var next) ? next.Due : long.MaxValue;

    /// <summary>Takes a datagram, or says that it is lost.</summary>
    public bool TryTake(RelayDatagram datagram, long now)
    {
        Span<long> arrivals = stackalloc long[2];

        // The cap is one of UDP payload: what IP and UDP add on a real wire depends on the wire.
        if (_path.Pass(datagram.Length - VirtualPath.HeaderBytes, now, arrivals) == 0)
        {
            Dropped++;
            return false;
        }

        datagram.Due = arrivals[0];
        _underWay.Enqueue(datagram);
        return true;
    }

    /// <summary>Gives the next datagram that is due.</summary>
    public bool TryLeave(long now, out RelayDatagram datagram)
    {
        if (NextDue > now)
        {
            datagram = null!;
            return false;
        }

        datagram = _underWay.Dequeue();
        return true;
    }
}
