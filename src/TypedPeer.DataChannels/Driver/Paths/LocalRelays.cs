using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Turn;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>The ways of one connection to its relays, each with a socket of its own: a relay knows a client by where it sends from. All members belong to whoever has the lock.</summary>
internal sealed class LocalRelays(IUdpPortOwner owner, ReceiveLoop? loop) : IDisposable
{
    private readonly List<OpenRelay> _open = [];

    /// <summary>
    /// Asks these relays. Those that have given an address keep it: one that is asked no more gives it back, unless data travels by it.
    /// </summary>
    public void Ask(PeerConnectionCore core, IReadOnlyList<RelayTarget> targets, PeerConnectionOptions options, long now)
    {
        var relays = core.Transport.Relays;
        var inUse = core.Transport.Ice.SelectedPath;
        foreach (var open in _open.FindAll(open => !targets.Any(open.Is)))
        {
            if (relays.Find(open.Path) is { } client && !client.Paths.Any(path => path == inUse))
            {
                relays.Release(client, now);
            }
        }

        foreach (var target in targets)
        {
            if (!_open.Exists(open => open.Is(target)))
            {
                Open(core, target, options, now);
            }
        }
    }

    /// <summary>Closes those whose local address the machine has no longer.</summary>
    public void CloseVanished(PeerConnectionCore core, IReadOnlyList<IPAddress> present, long now)
    {
        foreach (var open in _open)
        {
            if (!IPAddress.IsLoopback(open.Target.Local) && !present.Contains(open.Target.Local))
            {
                core.Transport.Relays.Find(open.Path)?.OnTransportLost($"The local address {open.Target.Local} from which the relay {open.Target.Server.EndPoint} was asked is gone.", now);
            }
        }

        core.Transport.Settle();
    }

    /// <summary>Closes those that nobody needs any more.</summary>
    public void CloseReleased(PeerConnectionCore core)
    {
        foreach (var path in core.Transport.Relays.TakeReleased())
        {
            if (_open.Find(open => open.Path == path) is { } released)
            {
                _open.Remove(released);
                released.Resource.Dispose();
            }
        }
    }

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        foreach (var open in _open)
        {
            open.Resource.Dispose();
        }

        _open.Clear();
    }

    private static TurnServer ServerOf(RelayTarget target, PeerConnectionOptions options)
    {
        var relay = target.Server.Uri.Relay!;
        return new TurnServer(target.Server.Uri.Text, target.Server.EndPoint, new TurnCredentials(relay.Username!, relay.Credential!))
        {
            HidesOwnAddress = options.IceTransportPolicy == IceTransportPolicy.Relay,
        };
    }

    private void Open(PeerConnectionCore core, RelayTarget target, PeerConnectionOptions options, long now)
    {
        if (!core.Transport.Relays.HasRoom)
        {
            core.ReportCandidateError(GatheringErrors.RelayLeftOut(target.Server));
            return;
        }

        if (target.Server.Uri.Transport != Stun.IceServerTransport.Udp)
        {
            core.ReportCandidateError(GatheringErrors.RelayOutOfReach(target.Server));
            return;
        }

        if (UdpPort.TryOpen(target.Local, port: 0, options.SocketBufferSize, options.UseOffload, out var error) is not { } port)
        {
            core.ReportCandidateError(GatheringErrors.SocketRefused(target.Local, port: 0, error!));
            return;
        }

        var path = new UdpPath(port);
        _open.Add(new OpenRelay(target, path, port));
        core.Transport.Relays.TryAdd(ServerOf(target, options), path, now);
        port.Start(path, owner, loop);
    }

    private sealed record OpenRelay(RelayTarget Target, IDatagramPath Path, IDisposable Resource)
    {
        /// <summary>Whether it is the same relay and user: fresh credentials of another name need an allocation of their own.</summary>
        public bool Is(RelayTarget other) =>
            Target.Local.Equals(other.Local) && Target.Server.EndPoint.Equals(other.Server.EndPoint) && Target.Server.Uri.Transport == other.Server.Uri.Transport
            && Target.Server.Uri.Relay!.Username == other.Server.Uri.Relay!.Username;
    }
}
