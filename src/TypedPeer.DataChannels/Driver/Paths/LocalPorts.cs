using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>The UDP ports of one connection, its own or one that it shares with others, each address of which is a path of its core. All members belong to whoever has the lock.</summary>
internal sealed class LocalPorts(IUdpPortOwner owner, ReceiveLoop? loop) : IDisposable
{
    private readonly List<OpenPort> _open = [];
    private readonly HashSet<IPAddress> _refused = [];
    private SharedPaths? _shared;

    /// <summary>Gets whether any port sends whole runs.</summary>
    public bool SendOffload => _open.Exists(static port => port.Path.SendOffload) || _shared?.SendOffload is true;

    /// <summary>Whether an address that is wanted has no port yet.</summary>
    public bool IsMissing(LocalAddresses addresses) => addresses.Wanted.Any(address => !IsOpen(address)) || _shared?.IsMissing(addresses.Present) is true;

    /// <summary>Closes the ports of addresses that the machine has no longer, and the core forgets their paths.</summary>
    public void CloseVanished(PeerConnectionCore core, LocalAddresses addresses, long now)
    {
        _refused.IntersectWith(addresses.Present);
        foreach (var port in _open.FindAll(port => !addresses.Present.Contains(port.Address)))
        {
            Close(core, port, now);
        }

        _shared?.RemoveVanished(core, addresses.Present, now);
    }

    /// <summary>Opens ports on all addresses that are wanted and have none. Each becomes a host candidate, or is reported.</summary>
    public void OpenMissing(PeerConnectionCore core, LocalAddresses addresses, ILocalNetwork network, PeerConnectionOptions options, long now)
    {
        foreach (var address in addresses.Wanted)
        {
            if (!IsOpen(address) && (_open.Count < options.MaxLocalAddresses || TryMakeRoom(core, addresses, now)))
            {
                Open(core, address, network, options);
            }
        }

        _shared?.AddReturned(core, addresses.Present);
    }

    /// <summary>Joins a port that others use, too, if that has not been done. Its addresses become host candidates; null where it is closed.</summary>
    public PortMember? Join(PeerConnectionCore core, SharedPort port)
    {
        if (_shared is null && port.TryJoin(owner) is { } member)
        {
            _shared = new SharedPaths(member);
            _shared.AddAll(core);
            NoteFragment(core);
        }

        if (_shared is null)
        {
            core.ReportCandidateError(GatheringErrors.PortClosed(port.LocalEndPoints[0]));
        }

        return _shared?.Member;
    }

    /// <summary>Checks are addressed to another fragment after a restart: a port of many has to know.</summary>
    public void NoteFragment(PeerConnectionCore core) => _shared?.NoteFragment(core);

    /// <summary>Closes them all, and leaves the one that is shared.</summary>
    public void Dispose()
    {
        foreach (var port in _open)
        {
            port.Path.Dispose();
        }

        _shared?.Member.Dispose();
    }

    private bool IsOpen(IPAddress address) => _open.Exists(port => port.Address.Equals(address));

    /// <summary>In a full house a port gives way that is wanted no longer and carries nothing.</summary>
    private bool TryMakeRoom(PeerConnectionCore core, LocalAddresses addresses, long now)
    {
        var inUse = core.Transport.Ice.SelectedPath;
        var index = _open.FindLastIndex(port => port.Path != inUse && !addresses.Wanted.Contains(port.Address));
        if (index < 0)
        {
            return false;
        }

        Close(core, _open[index], now);
        return true;
    }

    /// <summary>Opens a port; where the system refuses, the application is told, once while the address is there.</summary>
    private void Open(PeerConnectionCore core, IPAddress address, ILocalNetwork network, PeerConnectionOptions options)
    {
        if (network.TryOpen(address, options, out var error) is { } port)
        {
            _refused.Remove(address);
            Add(core, address, port);
        }
        else if (_refused.Add(address))
        {
            core.ReportCandidateError(GatheringErrors.SocketRefused(address, options.LocalPort, error!));
        }
    }

    /// <summary>Makes a port a host candidate and begins to receive; when the core refuses it, it is closed.</summary>
    private void Add(PeerConnectionCore core, IPAddress address, ILocalPort port)
    {
        try
        {
            core.Transport.Ice.AddPath(port);
            _open.Add(new OpenPort(address, port));
            port.Start(owner, loop);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    private void Close(PeerConnectionCore core, OpenPort port, long now)
    {
        _open.Remove(port);
        port.Path.Dispose();
        core.Transport.RemovePath(port.Path, now);
    }

    private sealed record OpenPort(IPAddress Address, ILocalPort Path);
}
