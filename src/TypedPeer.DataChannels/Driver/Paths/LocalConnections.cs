using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Streams;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>The TCP candidates of one connection: an address to connect from, and a port to be connected to, for each local address. All members belong to whoever has the lock.</summary>
internal sealed class LocalConnections(IUdpPortOwner owner, Action<IDatagramPath, IPEndPoint, string> onLost) : IDisposable
{
    private readonly TcpOptions _limits = new();
    private readonly List<OpenPath> _open = [];
    private readonly HashSet<IPAddress> _refused = [];

    /// <summary>Closes those of addresses that the machine has no longer, and the core forgets their paths.</summary>
    public void CloseVanished(PeerConnectionCore core, LocalAddresses addresses, long now)
    {
        _refused.IntersectWith(addresses.Present);
        foreach (var open in _open.FindAll(open => !addresses.Present.Contains(open.Address)))
        {
            _open.Remove(open);
            open.Path.Dispose();
            core.Transport.RemovePath(open.Path, now);
        }
    }

    /// <summary>Opens those of all addresses that are wanted and have none. Each becomes a host candidate, or is reported.</summary>
    public void OpenMissing(PeerConnectionCore core, LocalAddresses addresses, PeerConnectionOptions options)
    {
        foreach (var address in addresses.Wanted)
        {
            if (options.TcpCandidates.HasFlag(TcpCandidates.Active) && HasRoomFor(address, ActiveTcpPath.Type, options))
            {
                Add(core, address, new ActiveTcpPath(address, owner, _limits, onLost));
            }

            if (options.TcpCandidates.HasFlag(TcpCandidates.Passive) && HasRoomFor(address, PassiveTcpPath.Type, options))
            {
                Listen(core, address, options);
            }
        }
    }

    /// <summary>A server has told by which address the connections of a local one come, whose ports stay: so do those to its port, if there is one.</summary>
    public void AddMapped(PeerConnectionCore core, IPAddress local, IPAddress mapped, IPEndPoint server)
    {
        if (_open.Find(open => open.Address.Equals(local) && open.Path is PassiveTcpPath) is { } open)
        {
            core.Transport.Ice.AddMapped(open.Path, new IPEndPoint(mapped, open.Path.LocalEndPoint.Port), server);
        }
    }

    /// <summary>A connection of a path to an address is gone, or never was.</summary>
    public static void OnLost(PeerConnectionCore core, IDatagramPath path, IPEndPoint remote, long now)
    {
        core.Transport.Ice.OnDisconnected(path, remote, now);
        core.Transport.Settle();
    }

    /// <summary>Closes them all.</summary>
    public void Dispose() => _open.ForEach(static open => open.Path.Dispose());

    /// <summary>Whether an address has none of a kind yet, and may have.</summary>
    private bool HasRoomFor(IPAddress address, string type, PeerConnectionOptions options)
    {
        var alike = _open.FindAll(open => open.Path.TcpType == type);
        return alike.Count < options.MaxLocalAddresses && !alike.Exists(open => open.Address.Equals(address));
    }

    private void Listen(PeerConnectionCore core, IPAddress address, PeerConnectionOptions options)
    {
        var local = new IPEndPoint(address, options.LocalPort);
        if (PassiveTcpPath.TryOpen(local, owner, _limits, onLost, out var error) is { } path)
        {
            _refused.Remove(address);
            Add(core, address, path);
            path.Start();
        }
        else if (_refused.Add(address))
        {
            core.ReportCandidateError(GatheringErrors.TcpPortRefused(local, error!));
        }
    }

    /// <summary>Makes a path a host candidate; when the core refuses it, it is closed.</summary>
    private void Add(PeerConnectionCore core, IPAddress address, TcpPath path)
    {
        try
        {
            core.Transport.Ice.AddPath(path);
            _open.Add(new OpenPath(address, path));
        }
        catch
        {
            path.Dispose();
            throw;
        }
    }

    private sealed record OpenPath(IPAddress Address, TcpPath Path);
}
