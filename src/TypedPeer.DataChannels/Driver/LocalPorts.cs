using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver;

/// <summary>The UDP ports of one connection, its own or one that it shares with others, each address of which is a path of its core. All members belong to whoever has the lock.</summary>
internal sealed class LocalPorts(IUdpPortOwner owner) : IDisposable
{
    private readonly List<UdpPath> _paths = [];
    private PortMember? _member;

    /// <summary>Gets whether any port sends whole runs.</summary>
    public bool SendOffload => _paths.Exists(static path => path.Port.SendOffload) || _member?.Paths.Any(static path => path.SendOffload) is true;

    /// <summary>Opens a port, which becomes a host candidate; where the system refuses, the application is told that there is none.</summary>
    public void Open(PeerConnectionCore core, IPAddress address, PeerConnectionOptions options)
    {
        var port = UdpPort.TryOpen(address, options.LocalPort, options.SocketBufferSize, options.UseOffload, out var error);
        if (port is null)
        {
            core.ReportCandidateError(GatheringErrors.SocketRefused(address, options.LocalPort, error!));
        }
        else
        {
            Add(core, port);
        }
    }

    /// <summary>Joins a port that others use, too. Its addresses become host candidates; null where it is closed.</summary>
    public PortMember? Join(PeerConnectionCore core, SharedPort port)
    {
        _member = port.TryJoin(owner);
        if (_member is null)
        {
            core.ReportCandidateError(GatheringErrors.PortClosed(port.LocalEndPoints[0]));
            return null;
        }

        foreach (var path in _member.Paths)
        {
            core.Transport.Ice.AddPath(path);
        }

        NoteFragment(core);
        return _member;
    }

    /// <summary>Checks are addressed to another fragment after a restart: a port of many has to know.</summary>
    public void NoteFragment(PeerConnectionCore core)
    {
        if (_member is null)
        {
            return;
        }

        if (core.Transport.Ice.PreparedCredentials is { } prepared)
        {
            _member.SetFragment(prepared.UsernameFragment);
        }

        // The newest stays, however many restarts were offered and taken back.
        _member.SetFragment(core.Transport.Ice.LocalCredentials.UsernameFragment);
    }

    /// <summary>Makes a port a host candidate and begins to receive; when the core refuses it, it is closed.</summary>
    private void Add(PeerConnectionCore core, UdpPort port)
    {
        try
        {
            var path = new UdpPath(port);
            core.Transport.Ice.AddPath(path);
            _paths.Add(path);
            port.Start(path, owner);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    /// <summary>Closes them all, and leaves the one that is shared.</summary>
    public void Dispose()
    {
        foreach (var path in _paths)
        {
            path.Port.Dispose();
        }

        _member?.Dispose();
    }
}
