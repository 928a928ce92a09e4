using System.Text.Json;
using System.Text.Json.Nodes;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Networks;
using TypedPeer.Signaling.Networks.Protocol;
using TypedPeer.Signaling.Networks.Transports;
using TypedPeer.Signaling.PeerJs.Peers;

namespace TypedPeer.Signaling;

/// <summary>Peers that find each other by name: a client of a signaling server that speaks PeerServer's protocol, with rooms and messages where the server is ours.</summary>
/// <remarks>
/// <para>Every member may be called from any thread. Events are raised on a thread of the pool, one at a time and in order; what a handler throws goes to <see cref="PeerSessionOptions.HandlerFailed"/>.</para>
/// <para>
/// The server is needed to find peers, and to find them again. Links that are up do not notice its loss: the network joins again by itself, with the same id. Who a peer is, is the
/// server's word; that it stays the same is proved by its certificate (docs/signalling.md).
/// </para>
/// <para>There is one link for each peer, whoever made it. The network owns all of them and closes them when it is disposed of.</para>
/// </remarks>
public sealed class PeerNetwork : IAsyncDisposable
{
    private readonly NetworkHost _host;
    private readonly DataPeers _data;

    /// <summary>Has a link go over to the name of its peer.</summary>
    internal Task ResumeAsync(PeerLink link, string peerId, CancellationToken cancellationToken) => _host.ResumeAsync(link, peerId, cancellationToken);

    private PeerNetwork(NetworkHost host) => (_host, _data) = (host, (DataPeers)host.Foreign);

    /// <summary>Raised when <see cref="State"/> has changed.</summary>
    public event Action<PeerNetworkState>? StateChanged
    {
        add => _host.StateChanged += value;
        remove => _host.StateChanged -= value;
    }

    /// <summary>Raised when a peer has come into the room. Those that were there before are in <see cref="Peers"/>.</summary>
    public event Action<NetworkPeer>? PeerJoined
    {
        add => _host.PeerJoined += value;
        remove => _host.PeerJoined -= value;
    }

    /// <summary>Raised when a peer has left the room. A link to it that is up stays.</summary>
    public event Action<NetworkPeer>? PeerLeft
    {
        add => _host.PeerLeft += value;
        remove => _host.PeerLeft -= value;
    }

    /// <summary>Raised when what a peer says of itself has changed, or what this side has to do with it (<see cref="NetworkPeer.State"/>).</summary>
    public event Action<NetworkPeer>? PeerChanged
    {
        add => _host.PeerChanged += value;
        remove => _host.PeerChanged -= value;
    }

    /// <summary>Raised when a link is up for the first time, of either side's making.</summary>
    public event Action<PeerLink>? LinkConnected
    {
        add => _host.LinkConnected += value;
        remove => _host.LinkConnected -= value;
    }

    /// <summary>Raised for each message that comes by way of the server.</summary>
    public event Action<PeerNetworkMessage>? MessageReceived
    {
        add => _host.MessageReceived += value;
        remove => _host.MessageReceived -= value;
    }

    /// <summary>Gets this side's id.</summary>
    public string Id => _host.Id;

    /// <summary>Gets the STUN and TURN servers that the server has named last, with credentials that expire; links use them beside those of their options.</summary>
    public IReadOnlyList<IceServer> IceServers => _host.IceServers;

    /// <summary>Gets what it is doing about its server.</summary>
    public PeerNetworkState State => _host.State;

    /// <summary>Gets the peers of the room, and those with which there is a link, at this moment and in no order.</summary>
    public IReadOnlyList<NetworkPeer> Peers => _host.GetPeers();

    /// <summary>Gets a task that completes, always successfully, when the network is over, and tells why. Links that are up then go on until it is disposed of.</summary>
    public Task<PeerNetworkEnd> Completion => _host.Completion;

    /// <summary>Joins by a server's address, and returns once the server has let this side in, to the room as well. One attempt; what was joined and is lost is joined again by itself.</summary>
    /// <param name="server">Where the server is: <c>http</c>, <c>https</c>, <c>ws</c> or <c>wss</c>, with its path, such as <c>https://host/peerjs</c>.</param>
    /// <param name="options">Choices and limits; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerNetworkException">The server was not reached, or does not let this side in.</exception>
    /// <exception cref="ArgumentException">The address or an option is none.</exception>
    public static Task<PeerNetwork> JoinAsync(Uri server, PeerNetworkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        options ??= new PeerNetworkOptions();
        return JoinAsync(new WebSocketTransport(server, options.Key, options.KeepAliveInterval), options, cancellationToken);
    }

    /// <inheritdoc cref="JoinAsync(Uri, PeerNetworkOptions, CancellationToken)"/>
    public static Task<PeerNetwork> JoinAsync(string server, PeerNetworkOptions? options = null, CancellationToken cancellationToken = default) =>
        JoinAsync(new Uri(server, UriKind.Absolute), options, cancellationToken);

    /// <summary>Joins a server that is none, in this process: for tests.</summary>
    /// <inheritdoc cref="JoinAsync(Uri, PeerNetworkOptions, CancellationToken)"/>
    public static Task<PeerNetwork> JoinAsync(InProcessSignaling server, PeerNetworkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        return JoinAsync(server.Transport, options ?? new PeerNetworkOptions(), cancellationToken);
    }

    /// <summary>
    /// Returns the link to a peer, which is made if there is none, once both sides have said hello: within twice <see cref="PeerConnectionOptions.ConnectTimeout"/>, and the same where the server is
    /// just being found again. Whoever asks for the same peer gets the same link.
    /// </summary>
    /// <param name="peerId">The peer's id.</param>
    /// <param name="cancellationToken">Gives up; the attempt ends when nobody waits for it any more.</param>
    /// <exception cref="PeerNetworkException">There is no link: <see cref="PeerNetworkException.Error"/> says why.</exception>
    public Task<PeerLink> ConnectAsync(string peerId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(peerId);
        return _host.ConnectAsync(peerId, cancellationToken);
    }

    /// <summary>
    /// Makes a data connection with a peer, such as a page that uses PeerJS, and returns it once it is open: within <see cref="PeerConnectionOptions.ConnectTimeout"/>. There may be any number of them with
    /// one peer, beside the link. Peers that offer one are handed to <see cref="PeerNetworkOptions.DataConnected"/>.
    /// </summary>
    /// <param name="peerId">The peer's id.</param>
    /// <param name="options">What it is to be; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerNetworkException">The peer is not there, does not answer, or does not want it.</exception>
    /// <exception cref="PeerDataConnectionException">The peer answered, and no path to it was found.</exception>
    public Task<PeerDataConnection> ConnectDataAsync(string peerId, PeerDataConnectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(peerId);
        return _data.ConnectAsync(peerId, options ?? new PeerDataConnectionOptions(), cancellationToken);
    }

    /// <summary>Returns the sessions with the peers of the room that are up, as one: of all peers where there is no room. Members come and go by themselves. Always the same group for one contract.</summary>
    public PeerGroup<TContract> Group<TContract>()
        where TContract : class, IPeerContract<TContract> => _host.Groups.Get<TContract>();

    /// <summary>Sends a message to one peer by way of the server, and returns once the server has it in that peer's queue.</summary>
    /// <param name="peerId">The peer's id.</param>
    /// <param name="data">What to send: with all around it at most as large as the server allows, 64 KiB where it says nothing.</param>
    /// <param name="cancellationToken">Ends the wait; the message may arrive all the same.</param>
    /// <exception cref="PeerNetworkException">It was not delivered; with <see cref="PeerNetworkError.ServerLost"/> and <see cref="PeerNetworkError.Timeout"/> that is not known.</exception>
    public Task SendAsync(string peerId, JsonNode? data, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(peerId);
        return _host.AskAsync("MESSAGE", peerId, JsonTexts.WriteData(null, data), cancellationToken);
    }

    /// <summary>Sends a message to all others in the room by way of the server, and returns how many have it in their queues.</summary>
    /// <inheritdoc cref="SendAsync"/>
    /// <exception cref="InvalidOperationException">The network was joined without a room.</exception>
    public async Task<int> BroadcastAsync(JsonNode? data, CancellationToken cancellationToken = default)
    {
        var room = _host.Options.Room ?? throw new InvalidOperationException("The network was joined without a room.");
        var answer = await _host.AskAsync("MESSAGE", null, JsonTexts.WriteData(room, data), cancellationToken).ConfigureAwait(false);
        return Envelope.Number(answer, "delivered") ?? 0;
    }

    /// <summary>Returns the messages that come from now on, in order, until the network is over.</summary>
    /// <exception cref="PeerNetworkException">More than <see cref="PeerNetworkOptions.MaxQueuedMessages"/> came unread (<see cref="PeerNetworkError.TooMany"/>): some are lost.</exception>
    public IAsyncEnumerable<PeerNetworkMessage> ReadMessagesAsync(CancellationToken cancellationToken = default) => _host.Messages.ReadAsync(cancellationToken);

    /// <summary>Tells the others something else of this side. While the server is being found again it is told when that has happened.</summary>
    /// <exception cref="PeerNetworkException">The server does not take it.</exception>
    public Task SetMetadataAsync(JsonNode? metadata, CancellationToken cancellationToken = default) => _host.SetMetadataAsync(JsonTexts.ToElement(metadata), cancellationToken);

    /// <summary>Leaves, and closes all links as <see cref="PeerLink.DisposeAsync"/> does. May be called any number of times.</summary>
    public ValueTask DisposeAsync() => new(_host.CloseAsync());

    /// <summary>Sends an envelope to a peer; false where there is no server to take it just now.</summary>
    internal bool TrySend(string type, string peerId, Action<Utf8JsonWriter>? payload) => _host.TrySend(Envelope.Write(type, peerId, payload));

    /// <summary>Joins by whatever carries envelopes.</summary>
    internal static async Task<PeerNetwork> JoinAsync(ISignalingTransport transport, PeerNetworkOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        return new PeerNetwork(await NetworkHost.JoinAsync(transport, options, static host => new DataPeers(host), cancellationToken).ConfigureAwait(false));
    }
}
