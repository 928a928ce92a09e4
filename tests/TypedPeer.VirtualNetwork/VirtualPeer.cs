using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.VirtualNetwork;

/// <summary>A whole peer (ICE, DTLS, SCTP, data channels) whose sockets and clock are virtual.</summary>
internal sealed class VirtualPeer : IDisposable
{
    /// <summary>Above all ports that tests name.</summary>
    private const int FirstRelayPort = 62_000;

    private readonly SendBatch _batch = new(32 * 1024);
    private readonly PeerEventQueue _taken = new();
    private readonly List<VirtualPort> _paths = [];
    private readonly Dictionary<DataChannelCore, VirtualChannel> _channels = [];
    private readonly Queue<(IDatagramPath Path, IPEndPoint From, byte[] Bytes)> _waiting = new();
    private readonly Random _lateness;
    private long _wakeAt = long.MaxValue;
    private int _nextRelayPort = FirstRelayPort;

    /// <summary>Makes a peer with a socket at each of the given addresses.</summary>
    public VirtualPeer(VirtualWorld world, params string[] sockets)
        : this(world, new PeerConnectionOptions { TimeProvider = world.Time }, sockets)
    {
    }

    /// <summary>Makes a peer with options.</summary>
    public VirtualPeer(VirtualWorld world, PeerConnectionOptions options, params string[] sockets)
        : this(world, options, static transport => transport)
    {
        foreach (string socket in sockets)
            AddSocket(socket);
        lock (World.Gate)
            Core.EndGathering(World.Now);
    }

    /// <summary>Makes a peer whose paths others give it.</summary>
    public VirtualPeer(VirtualWorld world, PeerConnectionOptions options, Func<PeerTransportOptions, PeerTransportOptions> configure)
    {
        World = world;
        int seed = world.NextSeed();
        _lateness = new Random(seed);
        Core = new PeerConnectionCore(configure(PeerTransportOptionsFactory.Create(options) with
        {
            IceRandom = new VirtualRandom(seed),
            SctpRandom = new VirtualRandom(seed + 1),
        }));
    }

    /// <summary>The world it lives in.</summary>
    public VirtualWorld World { get; }

    /// <summary>The peer itself; to be touched through <see cref="Invoke"/> only.</summary>
    public PeerConnectionCore Core { get; }

    /// <summary>Whether channels keep messages for a receiver to be attached, as sessions need it; otherwise they are recorded.</summary>
    public bool KeepsMessages { get; init; }

    /// <summary>How late its thread wakes at most, in microseconds: for datagrams, of which it takes all that have come by then, and for deadlines.</summary>
    public long Lateness { get; init; }

    /// <summary>Called after events were told, under the gate.</summary>
    public Action<VirtualPeer>? Changed { get; init; }

    /// <summary>The connection states it went through.</summary>
    public List<PeerConnectionState> States { get; } = [];

    /// <summary>Its channels by label.</summary>
    public Dictionary<string, VirtualChannel> Channels { get; } = new(StringComparer.Ordinal);

    /// <summary>Hears of each event first.</summary>
    public Action<PeerEvent>? OnEvent { get; set; }

    /// <summary>Why it ended; null while it lives.</summary>
    public PeerChannelCloseReason? Closed { get; private set; }

    /// <summary>The address data is sent to; null without one.</summary>
    public IPEndPoint? RemoteEndPoint => Core.Transport.Ice.SelectedPair?.RemoteEndPoint;

    /// <summary>Adds a socket, which becomes a candidate.</summary>
    public void AddSocket(string address)
    {
        var endPoint = IPEndPoint.Parse(address);
        lock (World.Gate)
        {
            var path = new VirtualPort(World, endPoint);
            _paths.Add(path);
            Core.Transport.Ice.AddPath(path);
            World.Bind(endPoint, (from, bytes) => Hear(path, from, bytes));
            Flush();
        }
    }

    /// <summary>Asks a relay from a socket that is no candidate itself.</summary>
    public void AddRelay(VirtualRelay relay, string address)
    {
        lock (World.Gate)
        {
            Ask(new TurnServer($"turn:{relay.EndPoint}", relay.EndPoint, new TurnCredentials(VirtualRelay.Username, VirtualRelay.Password)), IPEndPoint.Parse(address));
            Flush();
        }
    }

    private void Ask(TurnServer server, IPEndPoint from)
    {
        var path = new VirtualPort(World, from);
        if (Core.Transport.Relays.TryAdd(server, path, World.Now))
            World.Bind(from, (remote, bytes) => Receive(path, remote, bytes));
    }

    /// <summary>Opens and closes ports as relays want it, in the place of a driver.</summary>
    private void FollowRelays()
    {
        foreach (var referral in Core.Transport.Relays.TakeReferrals())
            Ask(referral.Server, new IPEndPoint(referral.From.LocalEndPoint.Address, _nextRelayPort++));
        foreach (var path in Core.Transport.Relays.TakeReleased())
            World.Unbind(path.LocalEndPoint);

        Core.Transport.Settle();
    }

    /// <summary>Takes a datagram that came in by a path. The gate is held.</summary>
    public void Receive(IDatagramPath path, IPEndPoint from, byte[] bytes)
    {
        Core.Transport.HandleDatagram(path, from, bytes, World.Now);
        Flush();
    }

    private void Hear(IDatagramPath path, IPEndPoint from, byte[] bytes)
    {
        if (Lateness == 0)
        {
            Receive(path, from, bytes);
            return;
        }

        _waiting.Enqueue((path, from, bytes));
        if (_waiting.Count == 1)
            World.Schedule(World.Now + _lateness.NextInt64(Lateness), TakeWaiting);
    }

    private void TakeWaiting()
    {
        while (_waiting.TryDequeue(out var datagram))
            Core.Transport.HandleDatagram(datagram.Path, datagram.From, datagram.Bytes, World.Now);
        Flush();
    }

    /// <summary>Takes the interface of a socket away, and the peer notices nothing: nothing comes in and nothing goes out any more.</summary>
    public void CutSocket(string address) => World.Unbind(IPEndPoint.Parse(address));

    /// <summary>Takes the interface of a socket away, and the peer is told, as a driver tells it.</summary>
    public void RemoveSocket(string address)
    {
        lock (World.Gate)
        {
            CutSocket(address);
            var path = _paths.Find(path => path.LocalEndPoint.Equals(IPEndPoint.Parse(address)))!;
            _paths.Remove(path);
            Core.Transport.RemovePath(path, World.Now);
            Flush();
        }
    }

    /// <summary>Takes a description into force as a driver does: all addresses are known at once. Returns it with their candidates.</summary>
    public static SessionDescription Describe(PeerConnectionCore core, SessionDescription description, long now)
    {
        if (core.SetLocalDescription(description, now))
        {
            core.BeginGathering(now);
            core.EndGathering(now);
        }

        return core.LocalDescription!;
    }

    /// <summary>Makes a channel.</summary>
    public VirtualChannel CreateChannel(string label, DataChannelOptions? options = null)
    {
        lock (World.Gate)
        {
            var channel = new VirtualChannel(this, Core.CreateDataChannel(label, options ?? new DataChannelOptions(), World.Now));
            Channels.Add(label, channel);
            Flush();
            return channel;
        }
    }

    /// <summary>Does something to the peer and lets it send what that causes.</summary>
    public void Invoke(Action<PeerConnectionCore, long> action)
    {
        lock (World.Gate)
        {
            action(Core, World.Now);
            Flush();
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Close(bool abort = false) => Invoke((core, now) => core.Close(abort, now));

    /// <inheritdoc/>
    public void Dispose() => Core.Dispose();

    /// <summary>Sends what waits and tells what happened. The gate is held.</summary>
    internal void Flush()
    {
        bool follows;
        do
        {
            bool more;
            do
            {
                more = Core.Transport.Fill(_batch, World.Now);
                SendBatch();
            }
            while (more);

            follows = Core.Transport.Relays.WantsPaths;
            if (follows)
                FollowRelays();

            Dispatch();
        }
        while (follows || Core.Events.Count > 0);

        Arm();
    }

    /// <summary>Events of the core go to this channel.</summary>
    public void Register(DataChannelCore core, VirtualChannel channel) => _channels.Add(core, channel);

    private void SendBatch()
    {
        for (int index = 0; index < _batch.RunCount; index++)
        {
            ref readonly var run = ref _batch[index];
            run.Path.Send(run, _batch[run]);
        }

        _batch.Clear();
    }

    /// <summary>One wake-up is scheduled for the earliest deadline; one that comes too early only looks again.</summary>
    private void Arm()
    {
        long deadline = Core.Transport.NextDeadline;
        if (deadline >= _wakeAt)
            return;

        _wakeAt = deadline;
        World.Schedule(Lateness == 0 ? deadline : deadline + _lateness.NextInt64(Lateness), () =>
        {
            if (_wakeAt != deadline)
                return;

            _wakeAt = long.MaxValue;
            if (Core.Transport.NextDeadline <= World.Now)
                Core.Transport.HandleDeadline(World.Now);
            Flush();
        });
    }

    private void Dispatch()
    {
        _taken.Swap(Core.Events);
        for (int index = 0; index < _taken.Count; index++)
            Dispatch(_taken[index]);

        _taken.Clear();
        Changed?.Invoke(this);
    }

    private void Dispatch(in PeerEvent item)
    {
        OnEvent?.Invoke(item);
        switch (item.Kind)
        {
            case PeerEventKind.ConnectionState:
                States.Add(item.ConnectionState);
                break;
            case PeerEventKind.ChannelIncoming:
                var incoming = item.Channel!;
                Core.Transport.Channels.OnTaken(incoming);
                Channels[incoming.Label] = new VirtualChannel(this, incoming);
                break;
            case PeerEventKind.ChannelOpen:
                Find(item).OnOpen();
                break;
            case PeerEventKind.ChannelMessage:
                Find(item).OnMessage(item.Buffer!, item.Length, item.IsText);
                break;
            case PeerEventKind.ChannelBufferedAmountLow:
                Find(item).OnBufferedAmountLow();
                break;
            case PeerEventKind.ChannelClosed:
                Find(item).OnClosed(item.Reason);
                break;
            case PeerEventKind.Closed:
                Closed = item.Reason;
                break;
        }
    }

    /// <summary>Events of a channel come only after the one that announces it, or its creation.</summary>
    private VirtualChannel Find(in PeerEvent item) => _channels[item.Channel!];
}
