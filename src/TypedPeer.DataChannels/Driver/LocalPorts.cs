using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver;

/// <summary>The sockets of one connection, by the index under which its core knows them. All members belong to whoever has the lock.</summary>
internal sealed class LocalPorts(IUdpPortOwner owner) : IDisposable
{
    private readonly List<UdpPort> _ports = [];

    /// <summary>Gets whether any socket sends whole runs.</summary>
    public bool SendOffload => _ports.Exists(static port => port.SendOffload);

    /// <summary>Opens a socket, which becomes a host candidate; where the system refuses, the application is told that there is none.</summary>
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

    /// <summary>Makes a socket a host candidate and begins to receive; when the core refuses it, it is closed.</summary>
    private void Add(PeerConnectionCore core, UdpPort port)
    {
        try
        {
            var index = core.Transport.Ice.AddLocalSocket(port.LocalEndPoint);
            while (_ports.Count <= index)
            {
                _ports.Add(port);
            }

            port.Start(index, owner);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    /// <summary>Sends what a batch holds, each run from its socket.</summary>
    public void Send(SendBatch batch)
    {
        foreach (ref readonly var run in batch.Runs)
        {
            _ports[run.Socket].Send(run, batch[run]);
        }
    }

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        foreach (var port in _ports)
        {
            port.Dispose();
        }
    }
}
