using System.Net;
using System.Net.Security;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Streams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>The ways of one connection to its relays, each with a socket of its own: a relay knows a client by where it sends from. All members belong to whoever has the lock.</summary>
internal sealed class LocalRelays(IUdpPortOwner owner, ReceiveLoop? loop, Action<IDatagramPath, string> onLost) : IDisposable
{
    private readonly List<OpenRelay> _open = [];
    private PeerConnectionOptions _options = new();

    /// <summary>
    /// Asks these relays. Those that have given an address keep it: one that is asked no more gives it back, unless data travels by it.
    /// </summary>
    public void Ask(PeerConnectionCore core, IReadOnlyList<RelayTarget> targets, PeerConnectionOptions options, long now)
    {
        _options = options;
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
            if (!_open.Exists(open => open.Is(target) && !open.IsForV6Only))
            {
                Open(core, target, ServerOf(target, options), options, now);
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
                OnLost(core, open.Path, $"The local address {open.Target.Local} from which the relay {open.Target.Server.EndPoint} was asked is gone.", now);
            }
        }
    }

    /// <summary>A connection to a relay is gone, or never was.</summary>
    public static void OnLost(PeerConnectionCore core, IDatagramPath path, string why, long now)
    {
        core.Transport.Relays.Find(path)?.OnTransportLost(why, now);
        core.Transport.Settle();
    }

    /// <summary>Opens those that relays want to be asked by, and closes those that nobody needs any more.</summary>
    public void Follow(PeerConnectionCore core, long now)
    {
        foreach (var referral in core.Transport.Relays.TakeReferrals())
        {
            if (_open.Find(open => open.Path == referral.From) is { } asked && !IsAskedForV6(asked, referral.Server))
            {
                Open(core, asked.Target, referral.Server, _options, now);
            }
        }

        // Gathering may have waited for one that could not be opened.
        core.Transport.Settle();

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

    /// <summary>Whether an address of IPv6 by the same relay outlived that of IPv4, which was asked for anew.</summary>
    private bool IsAskedForV6(OpenRelay asked, TurnServer server) =>
        server.IsAskedForV6Only && _open.Exists(open => open != asked && open.IsForV6Only && open.Is(asked.Target));

    private void Open(PeerConnectionCore core, RelayTarget target, TurnServer server, PeerConnectionOptions options, long now)
    {
        if (!core.Transport.Relays.HasRoom)
        {
            core.ReportCandidateError(GatheringErrors.RelayLeftOut(target.Server));
            return;
        }

        if (target.Server.Uri.Transport == IceServerTransport.Udp)
        {
            OpenPort(core, target, server, options, now);
        }
        else
        {
            OpenStream(core, target, server, now);
        }
    }

    private void OpenPort(PeerConnectionCore core, RelayTarget target, TurnServer server, PeerConnectionOptions options, long now)
    {
        if (UdpPort.TryOpen(target.Local, port: 0, options.SocketBufferSize, options.UseOffload, out var error) is not { } port)
        {
            core.ReportCandidateError(GatheringErrors.SocketRefused(target.Local, port: 0, error!));
            return;
        }

        var path = new UdpPath(port);
        _open.Add(new OpenRelay(target, server.IsAskedForV6Only, path, port));
        core.Transport.Relays.TryAdd(server, path, now);
        port.Start(path, owner, loop);
    }

    private void OpenStream(PeerConnectionCore core, RelayTarget target, TurnServer server, long now)
    {
        var uri = target.Server.Uri;
        var tls = uri.Transport == IceServerTransport.Tls
            ? new SslClientAuthenticationOptions { TargetHost = uri.Host, RemoteCertificateValidationCallback = uri.Relay!.CertificateValidation }
            : null;
        if (StreamPath.TryOpen(target.Local, server.EndPoint, tls, owner, onLost, out var error) is not { } path)
        {
            core.ReportCandidateError(GatheringErrors.SocketRefused(target.Local, port: 0, error!));
            return;
        }

        _open.Add(new OpenRelay(target, server.IsAskedForV6Only, path, path));
        core.Transport.Relays.TryAdd(server, path, now);
        path.Start();
    }

    private sealed record OpenRelay(RelayTarget Target, bool IsForV6Only, IDatagramPath Path, IDisposable Resource)
    {
        /// <summary>Whether it is the same relay and user: fresh credentials of another name need an allocation of their own.</summary>
        public bool Is(RelayTarget other) =>
            Target.Local.Equals(other.Local) && Target.Server.EndPoint.Equals(other.Server.EndPoint) && Target.Server.Uri.Transport == other.Server.Uri.Transport
            && Target.Server.Uri.Relay!.Username == other.Server.Uri.Relay!.Username;
    }
}
