using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// Translates between the socket's form of an address and the protocols' form without allocating for the peers that are really
/// talked to. Two tables, one for each direction, so that the receive loop and the sender share nothing.
/// </summary>
internal sealed class AddressCache(AddressFamily family, int maxEntries = AddressCache.MaxEntries)
{
    /// <summary>Senders are unauthenticated here: a full table is emptied rather than grown.</summary>
    public const int MaxEntries = 256;

    /// <summary>The same for a port of thousands of peers; 5 MB when strangers have filled it.</summary>
    public const int MaxEntriesOfMany = 16 * 1024;

    private readonly Dictionary<SocketAddress, IPEndPoint> _endPoints = [];
    private readonly Dictionary<IPEndPoint, SocketAddress> _socketAddresses = [];
    private readonly IPEndPoint _template = new(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
    private SocketAddress? _lastFrom;
    private IPEndPoint? _lastFromEndPoint;
    private IPEndPoint? _lastTo;
    private SocketAddress? _lastToAddress;

    /// <summary>The sender of a datagram; for the receive loop alone.</summary>
    public IPEndPoint ToEndPoint(SocketAddress from)
    {
        if (_lastFrom is not null && from.Equals(_lastFrom))
        {
            return _lastFromEndPoint!;
        }

        if (!_endPoints.TryGetValue(from, out var endPoint))
        {
            if (_endPoints.Count == maxEntries)
            {
                _endPoints.Clear();
            }

            endPoint = (IPEndPoint)_template.Create(from);
            _endPoints.Add(Copy(from), endPoint);
        }

        _lastFrom = Copy(from);
        _lastFromEndPoint = endPoint;
        return endPoint;
    }

    /// <summary>A destination; for the sender alone.</summary>
    public SocketAddress ToSocketAddress(IPEndPoint to)
    {
        if (ReferenceEquals(to, _lastTo))
        {
            return _lastToAddress!;
        }

        if (!_socketAddresses.TryGetValue(to, out var address))
        {
            if (_socketAddresses.Count == maxEntries)
            {
                _socketAddresses.Clear();
            }

            address = to.Serialize();
            _socketAddresses.Add(to, address);
        }

        _lastTo = to;
        _lastToAddress = address;
        return address;
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
