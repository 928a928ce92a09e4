using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Channels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Negotiation;
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
    private readonly ILinkDialler? _dialler;
    private readonly PeerSessionOptions _options;
    private readonly LinkChannels _channels;
    private readonly LinkWatch _watch;

    internal PeerLink(PeerSessionOptions options, ILinkDialler? dialler, PeerIdentity remoteIdentity)
    {
        _options = options;
        _dialler = dialler;
        RemoteIdentity = remoteIdentity;
        var events = new EventQueue(exception => LinkFailures.Report(_options, $"{nameof(PeerLink)}.{nameof(StateChanged)}", exception));
        _channels = new LinkChannels(_options.TimeProvider, events, (what, exception) => LinkFailures.Report(_options, what, exception));
        _watch = new LinkWatch(dialler, _channels, state =>
        {
            var handlers = StateChanged;
            events.Add(() => handlers?.Invoke(state));
        });
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

    /// <summary>Gets the address that was dialled; null where the peer dialled, or a signaling channel was used.</summary>
    public PeerAddress? Address => _dialler?.Address;

    /// <summary>Gets the peer's id in its <see cref="PeerNetwork"/>, as the signaling server tells it; null where peers meet otherwise.</summary>
    public string? PeerId => _dialler?.PeerId;

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
    public static async Task<PeerLink> ConnectAsync(
        PeerAddress address, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new PeerLinkOptions();
        options.Validate();
        var dialler = new LinkDialler(address, configure, options);
        try
        {
            var first = await dialler.DialAsync(null, cancellationToken).ConfigureAwait(false);
            var link = new PeerLink(dialler.Session, dialler, address.Identity);
            link.Run(first);
            return link;
        }
        catch
        {
            dialler.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a listener by its address as text.</summary>
    /// <inheritdoc cref="ConnectAsync(PeerAddress, Action{PeerSessionBuilder}, PeerLinkOptions, CancellationToken)"/>
    /// <exception cref="FormatException">The text is no address, or one of another version.</exception>
    public static Task<PeerLink> ConnectAsync(
        string address, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        PeerAddress parsed;
        try
        {
            parsed = PeerAddress.Parse(address);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // Whatever is wrong is told by the task.
            return Task.FromException<PeerLink>(exception);
        }

        return ConnectAsync(parsed, configure, options, cancellationToken);
    }

    /// <summary>
    /// Connects to the peer at the other end of a signaling channel, and returns once both sides have said hello. Both sides call this, at any time and with the
    /// same channel between them: which of them offers does not matter. One attempt, which takes at most <see cref="PeerConnectionOptions.ConnectTimeout"/>;
    /// by hand the time counts once the peer's line is there.
    /// </summary>
    /// <remarks>
    /// The link uses the channel until it is over: where the path falls silent, ICE is restarted over it, and calls under way go on. Should that fail as well the link is lost.
    /// </remarks>
    /// <param name="signaling">The way to the peer. It stays the caller's.</param>
    /// <param name="configure">Says what this side serves; nothing when null.</param>
    /// <param name="options">Limits and choices; the defaults when null. Those about dialling anew are not asked.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="PeerConnectException">The peer was not reached, or wants no session with this one: <see cref="PeerConnectException.Failure"/> says how far it came.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static async Task<PeerLink> ConnectAsync(
        SignalingChannel signaling, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signaling);
        options ??= new PeerLinkOptions();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var session = LinkSession.Own(options.Session);
        var connection = new PeerConnection(options.Connection);
        var clock = new ConnectClock(options.Connection);
        var first = await new LinkAttempt(connection, clock, session, "the peer").RunAsync(
            token => ConnectAttempt.RunAsync(connection, signaling, clock, token), configure, null, cancellationToken).ConfigureAwait(false);
        PathRestarts.Follow(connection);
        var link = new PeerLink(session, null, connection.RemoteIdentity!);
        link.Run(first);
        return link;
    }

    /// <summary>Returns the peer's implementation of a contract, for calls over the session that is up or was last. After a loss ask anew.</summary>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public TContract GetRemote<TContract>()
        where TContract : class, IPeerContract<TContract> => Session.GetRemote<TContract>();

    /// <summary>Returns one of several implementations the peer serves under names, as <see cref="GetRemote{TContract}()"/> does.</summary>
    /// <exception cref="InvalidOperationException">There has been no session yet: the link is configured just now.</exception>
    public TContract GetRemote<TContract>(string name)
        where TContract : class, IPeerContract<TContract> => Session.GetRemote<TContract>(name);

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
    internal void Run(LinkSession first) => _watch.Run(first);

    /// <summary>Ends a link that has got no session.</summary>
    /// <param name="exception">What the application threw instead of configuring it; null where it disposed of it.</param>
    internal void Abandon(Exception? exception) => _watch.Abandon(exception is null
        ? new PeerLinkEnd(PeerLinkEndKind.Closed, "This side closed the link.")
        : new PeerLinkEnd(PeerLinkEndKind.Failed, $"The link could not be configured: {PeerText.Clean(exception.Message)}", Exception: exception));

    /// <summary>The peer has begun anew and knows nothing of this link: it is lost, and not looked for.</summary>
    internal void Replace() => _watch.Replace();
}
