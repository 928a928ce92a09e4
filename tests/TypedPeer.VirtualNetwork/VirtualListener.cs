using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Addresses;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.VirtualNetwork;

/// <summary>A listener on one virtual port: a gate, and a peer for each dialler it lets in.</summary>
internal sealed class VirtualListener : IDisposable
{
    private readonly VirtualWorld _world;
    private readonly IPEndPoint _local;
    private readonly PeerCertificate _certificate = PeerCertificate.Create();
    private readonly Dictionary<string, (VirtualPeer Peer, IDatagramPath Path)> _byFragment = new(StringComparer.Ordinal);
    private readonly Dictionary<IPEndPoint, (VirtualPeer Peer, IDatagramPath Path)> _byAddress = [];
    private readonly byte[] _reply = new byte[ListenerGate.MaxReplyLength];

    public VirtualListener(VirtualWorld world, string address, PeerConnectionListenerOptions? options = null)
    {
        _world = world;
        _local = IPEndPoint.Parse(address);
        Address = new PeerAddress(_certificate.Identity, _local);
        Gate = new ListenerGate(options ?? new PeerConnectionListenerOptions(), Address.CertificateHash, new VirtualRandom(world.NextSeed()));
        world.Bind(_local, Receive);
    }

    /// <summary>Where it is and who.</summary>
    public PeerAddress Address { get; }

    /// <summary>Who it lets in.</summary>
    public ListenerGate Gate { get; }

    /// <summary>Those it has let in.</summary>
    public List<VirtualPeer> Peers { get; } = [];

    /// <summary>Called once a dialler has proved its certificate, as an application would be.</summary>
    public Action<VirtualPeer>? Accepted { get; init; }

    /// <summary>Bytes sent to addresses that belong to no connection.</summary>
    public long SentToStrangers { get; private set; }

    /// <summary>Bytes received from addresses that belong to no connection.</summary>
    public long ReceivedFromStrangers { get; private set; }

    /// <summary>Dials, as a peer does that has the address.</summary>
    public static void Dial(VirtualPeer dialler, PeerAddress address) => dialler.Invoke((core, now) =>
    {
        var offer = VirtualPeer.Describe(core, core.CreateOffer(), now);
        core.SetRemoteDescription(new SessionDescription(SdpType.Answer, ListenerAnswer.Write(address, offer.Sdp)), now);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var peer in Peers)
            peer.Dispose();
        _certificate.Dispose();
    }

    private void Receive(IPEndPoint from, byte[] bytes)
    {
        bool isRequest = StunUsername.IsOfClass(bytes, StunMessageClass.Request);
        if (isRequest ? TryFind(bytes, out var known) : _byAddress.TryGetValue(from, out known))
        {
            known.Peer.Receive(known.Path, from, bytes);
            return;
        }

        ReceivedFromStrangers += bytes.Length;
        var reply = Gate.Handle(_local, from, bytes, _reply, _world.Now);
        SentToStrangers += reply.Length;
        if (reply.FirstLength > 0)
            _world.Send(_local, from, _reply.AsSpan(0, reply.FirstLength));
        if (reply.SecondLength > 0)
            _world.Send(_local, from, _reply.AsSpan(reply.FirstLength, reply.SecondLength));
        if (reply.Admission is { } admission)
            Admit(admission, from, bytes);
    }

    private bool TryFind(ReadOnlySpan<byte> request, out (VirtualPeer Peer, IDatagramPath Path) known)
    {
        known = default;
        return StunUsername.TryFind(request, out var username)
            && username.IndexOf((byte)':') is >= 0 and var colon
            && _byFragment.TryGetValue(System.Text.Encoding.ASCII.GetString(username[..colon]), out known);
    }

    private void Admit(Admission admission, IPEndPoint from, byte[] check)
    {
        var options = new PeerConnectionOptions { TimeProvider = _world.Time, Certificate = _certificate };
        var peer = new VirtualPeer(_world, options, transport => transport with { Ice = transport.Ice with { FirstCredentials = admission.Local }, TlsId = null })
        {
            Changed = changed =>
            {
                if (admission.Handshake is not null && changed.States.Contains(PeerConnectionState.Connected))
                {
                    Gate.Admissions.OnSecured(admission);
                    Accepted?.Invoke(changed);
                }
            },
        };
        var path = new SharedVirtualPort(this, peer, _world, _local);
        Peers.Add(peer);
        _byFragment.Add(admission.Local.UsernameFragment, (peer, path));
        peer.Invoke((core, now) =>
        {
            core.Transport.Ice.AddPath(path);
            core.EndGathering(now);
            Acceptance.Begin(core, path, from, admission.Remote, now);
        });
        peer.Receive(path, from, check);
    }

    /// <summary>The listener's port as one peer knows it.</summary>
    private sealed class SharedVirtualPort(VirtualListener listener, VirtualPeer peer, VirtualWorld world, IPEndPoint local) : IDatagramPath
    {
        private readonly VirtualPort _port = new(world, local);

        public IPEndPoint LocalEndPoint => _port.LocalEndPoint;

        public DatagramPathKind Kind => _port.Kind;

        public void OnValidated(IPEndPoint remote) => listener._byAddress.TryAdd(remote, (peer, this));

        public void Send(in SendRun run, ReadOnlySpan<byte> data) => _port.Send(run, data);
    }
}
