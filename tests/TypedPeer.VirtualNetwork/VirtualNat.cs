using System.Net;

namespace TypedPeer.VirtualNetwork;

/// <summary>An address translator in front of one host, which lets nothing in but what its kind does.</summary>
internal sealed class VirtualNat(IPAddress inside, IPAddress outside, VirtualNatKind kind)
{
    private readonly Dictionary<(int InnerPort, IPEndPoint? Remote), int> _outerPorts = [];
    private readonly Dictionary<int, int> _innerPorts = [];
    private readonly HashSet<(int OuterPort, IPEndPoint Remote)> _open = [];
    private int _nextPort = 40_000;

    /// <summary>The host behind it.</summary>
    public IPAddress Inside { get; } = inside;

    /// <summary>Its own address; changes when the host moves to another network.</summary>
    public IPAddress Outside { get; private set; } = outside;

    /// <summary>Who may be sent to; null for all. A firewall beside it.</summary>
    public Func<IPEndPoint, bool>? LetsOut { get; set; }

    /// <summary>Forgets all mappings, as after a restart of the device; optionally under a new address.</summary>
    public void Rebind(IPAddress? newOutside = null)
    {
        Outside = newOutside ?? Outside;
        _outerPorts.Clear();
        _innerPorts.Clear();
        _open.Clear();
    }

    /// <summary>Translates the source of a datagram that leaves; null when it may not.</summary>
    public IPEndPoint? Leave(IPEndPoint from, IPEndPoint to)
    {
        if (LetsOut?.Invoke(to) is false)
            return null;

        var mapping = (from.Port, kind == VirtualNatKind.Symmetric ? to : null);
        if (!_outerPorts.TryGetValue(mapping, out int outer))
        {
            outer = _nextPort++;
            _outerPorts.Add(mapping, outer);
            _innerPorts.Add(outer, from.Port);
        }

        _open.Add((outer, Filtered(to)));
        return new IPEndPoint(Outside, outer);
    }

    /// <summary>Translates the target of a datagram that wants in; null when it may not.</summary>
    public IPEndPoint? Enter(IPEndPoint from, IPEndPoint to) =>
        _innerPorts.TryGetValue(to.Port, out int inner) && (kind == VirtualNatKind.FullCone || _open.Contains((to.Port, Filtered(from)))) ? new IPEndPoint(Inside, inner) : null;

    /// <summary>What of an address has to be known already.</summary>
    private IPEndPoint Filtered(IPEndPoint remote) => kind == VirtualNatKind.RestrictedCone ? new IPEndPoint(remote.Address, 0) : remote;
}
