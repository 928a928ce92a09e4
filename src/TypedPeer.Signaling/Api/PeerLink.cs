using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Api;
using TypedPeer.Signaling.Channels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Watching;

namespace TypedPeer.Signaling;

/// <summary>
/// Two peers together: a connection and the session on it, and what becomes of them. Who dialled dials anew when the connection is lost, and the session goes on over the next.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>
/// Where both sides resume (<see cref="PeerSessionOptions.ResumeTimeout"/>, by default), calls, streams and objects held by reference outlive the connection: all that was under way goes on over the next,
/// exactly once, and what is called meanwhile waits. Where the peer has no such session any more, since it was restarted or has waited long enough, or where it cannot resume, there is a new one: calls and streams
/// that were under way end as lost (<see cref="PeerStatus.ConnectionLost"/>, with what is known of their fate), and objects held by reference are gone. An orderly goodbye of the peer is no loss: it
/// closes the link.
/// </para>
/// <para>The link owns its connections, channels and sessions. Whoever has the link disposes of it.</para>
/// </remarks>
public sealed class PeerLink : IAsyncDisposable
{
    private readonly PeerSessionOptions _options;
    private readonly Action<PeerSessionBuilder>? _configure;
    private readonly LinkChannels _channels;
    private readonly LinkWatch _watch;
    private readonly LinkRoute _route;

    /// <param name="options">The options of every session.</param>
    /// <param name="dialler">Finds the peer again; null where the peer finds this side, or nobody but the application can.</param>
    /// <param name="remoteIdentity">Who the peer is.</param>
    /// <param name="configure">Says what each session serves.</param>
    /// <param name="isAwaited">Whether the peer finds this side.</param>
    internal PeerLink(PeerSessionOptions options, ILinkDialler? dialler, PeerIdentity remoteIdentity, Action<PeerSessionBuilder>? configure, bool isAwaited = false)
    {
        _options = options;
        _configure = configure;
        RemoteIdentity = remoteIdentity;
        var events = new EventQueue(exception => LinkFailures.Report(_options, $"{nameof(PeerLink)}.{nameof(StateChanged)}", exception));
        _channels = new LinkChannels(_options.TimeProvider, events, (what, exception) => LinkFailures.Report(_options, what, exception));
        _watch = new LinkWatch(dialler, isAwaited, _channels, state =>
        {
            var handlers = StateChanged;
            events.Add(() => handlers?.Invoke(state));
        });
        _route = new LinkRoute(_watch, _options);
    }

    /// <summary>Raised, on a thread of the pool, one at a time and in order, when <see cref="State"/> has changed. What a handler throws goes to <see cref="PeerSessionOptions.HandlerFailed"/>.</summary>
    public event Action<PeerLinkState>? StateChanged;

    /// <summary>
    /// Raised, as <see cref="StateChanged"/> is, for each channel the peer opens; not when it comes back after a loss. Without a handler they wait for
    /// <see cref="AcceptChannelAsync"/>, and before that was called at <see cref="Connection"/>.
    /// </summary>
    public event Action<PeerLinkChannel> ChannelOpened
    {
        add => _channels.Opened += value;
        remove => _channels.Opened -= value;
    }

    /// <summary>Gets what the link is doing.</summary>
    public PeerLinkState State => _watch.State;

    /// <summary>Gets who the peer is: the fingerprint of the certificate it proved. The same for as long as the link lives.</summary>
    public PeerIdentity RemoteIdentity { get; }

    /// <summary>Gets the address that is dialled; null where the peer dials, or is found another way.</summary>
    public PeerAddress? Address => _watch.Way?.Address;

    /// <summary>Gets the peer's id in its <see cref="PeerNetwork"/>, as the signaling server tells it; null where it is found another way.</summary>
    public string? PeerId => _watch.Way?.PeerId;

    /// <summary>Gets the session that is up, or was last.</summary>
    /// <exception cref="InvalidOperationException">There has been none yet: the link is configured just now.</exception>
    public PeerSession Session => _watch.Current.Session;

    /// <summary>Gets the connection beneath <see cref="Session"/>: for its path, statistics, and channels of your own. The link closes it.</summary>
    /// <exception cref="InvalidOperationException">There has been none yet: the link is configured just now.</exception>
    public PeerConnection Connection => _watch.Current.Connection;

    /// <summary>Gets a task that completes, always successfully, when the link is over, and tells why.</summary>
    public Task<PeerLinkEnd> Completion => _watch.Completion;

    /// <summary>Gets or sets the limits of the channels that the peer opens from now on.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PeerLinkChannelOptions IncomingChannelOptions
    {
        get => _channels.IncomingOptions;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _channels.IncomingOptions = value;
        }
    }

    /// <summary>Gets what looks after the link.</summary>
    internal LinkWatch Watch => _watch;

    /// <summary>Gets whether somebody has closed the link.</summary>
    internal bool IsClosing => _watch.IsClosing;

    /// <summary>
    /// Connects to a listener by its address, and returns once both sides have said hello. One attempt, which takes at most
    /// <see cref="PeerConnectionOptions.ConnectTimeout"/>, the hello included; only what was up and is lost is dialled again.
    /// </summary>
    /// <param name="address">Where the listener is, and who.</param>
    /// <param name="configure">Says what this side serves; nothing when null. Called again for each new session.</param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="PeerConnectException">The listener was not reached, or wants no session with this peer: see <see cref="PeerConnectException.Failure"/>.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Task<PeerLink> ConnectAsync(
        PeerAddress address, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default) =>
        LinkByAddress.ConnectAsync(address, configure, options, cancellationToken);

    /// <summary>Connects to a listener by its address as text.</summary>
    /// <inheritdoc cref="ConnectAsync(PeerAddress, Action{PeerSessionBuilder}, PeerLinkOptions, CancellationToken)"/>
    /// <exception cref="FormatException">The text is no address, or one of another version.</exception>
    public static Task<PeerLink> ConnectAsync(
        string address, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default) =>
        LinkByAddress.Parse(address, parsed => ConnectAsync(parsed, configure, options, cancellationToken));

    /// <summary>
    /// Connects to the peer at the other end of a signaling channel, and returns once both sides have said hello. Both sides call this, at any time and with the
    /// same channel between them: which of them offers does not matter. One attempt, which takes at most <see cref="PeerConnectionOptions.ConnectTimeout"/>;
    /// by hand the time counts once the peer's line is there.
    /// </summary>
    /// <remarks>
    /// The link uses the channel as long as the connection lives: where the path falls silent, ICE is restarted over it, and calls under way go on. Should that fail as well the session waits, and both sides may bring another
    /// connection (<see cref="ResumeAsync(SignalingChannel, CancellationToken)"/>).
    /// </remarks>
    /// <param name="signaling">The way to the peer. It stays the caller's.</param>
    /// <param name="configure">Says what this side serves; nothing when null.</param>
    /// <param name="options">Limits and choices; the defaults when null. Those about dialling anew are not asked.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="PeerConnectException">The peer was not reached, or wants no session with this one: <see cref="PeerConnectException.Failure"/> says how far it came.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Task<PeerLink> ConnectAsync(
        SignalingChannel signaling, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signaling);
        options ??= new PeerLinkOptions();
        options.Validate();
        return LinkBySignaling.ConnectAsync(signaling, configure, options, cancellationToken);
    }

    /// <summary>
    /// Gives the connection up, as a device does that is going to sleep, and looks for no other until <see cref="ResumeAsync(CancellationToken)"/>; the session is kept for as long as both sides'
    /// <see cref="PeerSessionOptions.ResumeTimeout"/> allows. The peer is told, and waits (<see cref="PeerLinkState.PeerSuspended"/>); where it alone can dial it sees a lost connection, and comes back by itself.
    /// </summary>
    /// <remarks>Takes a round trip, and a second at most where the peer is not reached. What was sent and did not arrive is sent again later; calls wait, and their time runs. A link that has a way to its peer outlives its session: resumed later it begins a new one.</remarks>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public Task SuspendAsync(CancellationToken cancellationToken = default) => _watch.SuspendAsync(cancellationToken);

    /// <summary>Looks for the peer again, at once, and waits until it is found. Cancelling ends the wait alone.</summary>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    /// <exception cref="InvalidOperationException">It is the peer that finds this side, or only the application knows a way.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken = default) => await _watch.ResumeAsync(null, cancellationToken).ConfigureAwait(false);

    /// <summary>Goes over to an address, by which the peer is dialled from now on; the session goes on there, as after a loss.</summary>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    /// <exception cref="ArgumentException">The address is another peer's.</exception>
    public async Task ResumeAsync(PeerAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Identity != RemoteIdentity)
        {
            throw new ArgumentException($"The address is of {address.Identity}; the link's peer is {RemoteIdentity}.", nameof(address));
        }

        await _watch.ResumeAsync(await LinkDialler.CreateAsync(address, _configure, CreateOptions(), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes over to a connection that is negotiated over a signaling channel, such as by hand. Both sides call this, each on its link. One attempt: where it fails the link is what it was before.
    /// </summary>
    /// <exception cref="PeerConnectException">The peer was not reached, or is another one.</exception>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    public async Task ResumeAsync(SignalingChannel signaling, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signaling);
        await _watch.WhenResumptionKnownAsync(cancellationToken).ConfigureAwait(false);
        var options = CreateOptions().Connection with { ExpectedFingerprint = RemoteIdentity.ToString() };
        await _watch.BringAsync(await LinkBySignaling.MeetAsync(signaling, _configure, options, _options, Session, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        await GetSessionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the peer's implementation of a contract, for calls over whichever session the link has: keep it for as long as the link. What is called while the link has no session waits for the
    /// next, as long as its deadline allows and the link is not over, in no order; what the end of a session took with it is made again in the next where its method is <see cref="IdempotentAttribute"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public TContract GetRemote<TContract>()
        where TContract : class, IPeerContract<TContract> => CreateRemote<TContract>(null);

    /// <summary>Returns one of several implementations the peer serves under names, as <see cref="GetRemote{TContract}()"/> does.</summary>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public TContract GetRemote<TContract>(string name)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CreateRemote<TContract>(new PeerCallOptions { Instance = name });
    }

    /// <summary>Returns the peer's implementation of a contract, with a time limit, headers or a priority for every call made through it, as <see cref="GetRemote{TContract}()"/> does.</summary>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public TContract GetRemote<TContract>(PeerCallOptions options)
        where TContract : class, IPeerContract<TContract>
    {
        ArgumentNullException.ThrowIfNull(options);
        return CreateRemote<TContract>(options);
    }

    /// <summary>Opens a channel for messages beside the session, now and after each loss anew. It may be sent on at once.</summary>
    /// <param name="label">Its name; with the protocol what the peer knows it by, so that this side has one such at a time. <c>typedpeer</c> is the session's.</param>
    /// <param name="channel">How it delivers; ordered and reliable when null. Ids 0 and 1023 are the session's.</param>
    /// <param name="options">Its limits; the defaults when null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the session's.</exception>
    /// <exception cref="InvalidOperationException">There is one such, or there are too many.</exception>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    public PeerLinkChannel OpenChannel(string label, DataChannelOptions? channel = null, PeerLinkChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _channels.Open(label, channel ?? new(), options ?? new());
    }

    /// <summary>Waits for the next channel that the peer opens. Only without a handler of <see cref="ChannelOpened"/>.</summary>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    public ValueTask<PeerLinkChannel> AcceptChannelAsync(CancellationToken cancellationToken = default) => _channels.AcceptAsync(cancellationToken);

    /// <summary>Returns the session that is up, and waits for it while the link connects.</summary>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    public Task<PeerSession> GetSessionAsync(CancellationToken cancellationToken = default) => _watch.Connected.WaitAsync(cancellationToken);

    /// <summary>
    /// Says goodbye and closes, within <see cref="PeerSessionOptions.StopTimeout"/> and <see cref="PeerConnectionOptions.CloseTimeout"/> together, and that again where it has channels; at once
    /// where there is no connection, by which the peer could be told. In a handler of this link's session it does not wait for the end, which comes once that handler has returned. May be called any
    /// number of times.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_watch.Close() is not { } current)
        {
            return;
        }

        current.Session.WaitNoMore("this side closed the link");
        await _channels.CloseAllAsync().ConfigureAwait(false);
        await current.Session.DisposeAsync().ConfigureAwait(false);
        if (!ReferenceEquals(PeerCallContext.Current?.Session, current.Session))
        {
            await Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Takes a session that is starting or up, and looks after it until the link is over. Called once.</summary>
    internal void Run(LinkSession first)
    {
        ComingPeers.Add(this);
        _watch.Run(first);
    }

    /// <summary>Gets or sets whose link it is, as told by who brought the peer; null where nobody does.</summary>
    internal ClaimsPrincipal? Owner { get; set; }

    /// <summary>Returns the options for another way to the peer, on which this side is the same as before.</summary>
    internal PeerLinkOptions CreateOptions()
    {
        var connection = Connection.GetConfiguration();
        return (_watch.Way?.Options ?? new PeerLinkOptions()) with { Connection = connection with { ExpectedFingerprint = null }, Session = _options };
    }

    /// <summary>Goes over to another way.</summary>
    internal async Task ResumeAsync(ILinkDialler way, CancellationToken cancellationToken) => await _watch.ResumeAsync(way, cancellationToken).ConfigureAwait(false);

    /// <summary>A peer that finds this side can be found from now on as well. False where it can be already.</summary>
    internal bool TryLearn(ILinkDialler way) => _watch.TryLearn(way);

    /// <summary>Gets what each session serves.</summary>
    internal Action<PeerSessionBuilder>? Configure => _configure;

    /// <summary>Ends a link that has got no session.</summary>
    /// <param name="exception">What the application threw instead of configuring it; null where it disposed of it.</param>
    internal void Abandon(Exception? exception) => _watch.Abandon(exception is null
        ? new PeerLinkEnd(PeerLinkEndKind.Closed, "This side closed the link.")
        : new PeerLinkEnd(PeerLinkEndKind.Failed, $"The link could not be configured: {PeerText.Clean(exception.Message)}", Exception: exception));

    /// <summary>The peer has begun anew and knows nothing of this link: it is lost, and not looked for.</summary>
    internal void Replace() => _watch.Replace();

    private TContract CreateRemote<TContract>(PeerCallOptions? options)
        where TContract : class, IPeerContract<TContract>
    {
        _ = Session;
        return PeerSession.CreateProxy<TContract>(_route, options);
    }
}
