using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver;

/// <summary>The UDP ports of one connection, each of which is a path of its core. All members belong to whoever has the lock.</summary>
internal sealed class LocalPorts(IUdpPortOwner owner) : IDisposable
{
    private readonly List<UdpPath> _paths = [];

    /// <summary>Gets whether any port sends whole runs.</summary>
    public bool SendOffload => _paths.Exists(static path => path.Port.SendOffload);

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

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        foreach (var path in _paths)
        {
            path.Port.Dispose();
        }
    }
}
