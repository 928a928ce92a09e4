using System.Net;

namespace TypedPeer.VirtualNetwork;

/// <summary>
/// An address translator in front of one host: one outer port per inner one, whoever is spoken to;
/// nothing comes in from an address that was not spoken to first.
/// </summary>
internal sealed class VirtualNat(IPAddress inside, IPAddress outside)
{
    private readonly Dictionary<int, int> _outerPorts = [];
    private readonly Dictionary<int, int> _innerPorts = [];
    private readonly HashSet<(int OuterPort, IPEndPoint Remote)> _open = [];
    private int _nextPort = 40_000;

    /// <summary>The host behind it.</summary>
    public IPAddress Inside { get; } = inside;

    /// <summary>Its own address; changes when the host moves to another network.</summary>
    public IPAddress Outside { get; private set; } = outside;

    /// <summary>Forgets all mappings, as after a restart of the device; optionally under a new address.</summary>
    public void Rebind(IPAddress? newOutside = null)
    {
        Outside = newOutside ?? Outside;
        _outerPorts.Clear();
        _innerPorts.Clear();
        _open.Clear();
    }

    /// <summary>Translates the source of a datagram that leaves.</summary>
    public IPEndPoint Leave(IPEndPoint from, IPEndPoint to)
    {
        if (!_outerPorts.TryGetValue(from.Port, out int outer))
        {
            outer = _nextPort++;
            _outerPorts.Add(from.Port, outer);
            _innerPorts.Add(outer, from.Port);
        }

        _open.Add((outer, to));
        return new IPEndPoint(Outside, outer);
    }

    /// <summary>Translates the target of a datagram that wants in; null when it may not.</summary>
    public IPEndPoint? Enter(IPEndPoint from, IPEndPoint to) =>
        _open.Contains((to.Port, from)) && _innerPorts.TryGetValue(to.Port, out int inner) ? new IPEndPoint(Inside, inner) : null;
}
