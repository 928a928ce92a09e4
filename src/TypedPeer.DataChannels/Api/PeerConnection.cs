using TypedPeer.Channels;
using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels;

/// <summary>
/// A connection to one peer that carries data channels: the data part of W3C's <c>RTCPeerConnection</c>.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>
/// Events, those of the data channels included, are raised one at a time and in order, on a thread of the pool, never under a lock.
/// A handler that takes long delays later events, not the protocols beneath.
/// </para>
/// <para>
/// Dispose of it: that tells the peer at once. One that is forgotten is closed when the collector finds that nobody holds it or one of its
/// channels, and nobody listens: handlers of the channels and of this class, and whoever waits for <see cref="Closed"/>, keep it alive once
/// the peer's description is known.
/// </para>
/// </remarks>
public sealed class PeerConnection : IAsyncDisposable
{
    private readonly PeerConnectionOptions _options;
    private readonly PeerEventRaiser _raiser;
    private readonly ConnectionBackend _backend;

    /// <summary>Makes a connection; nothing is opened or sent before <see cref="SetLocalDescriptionAsync"/>.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page: the package TypedPeer.Browser is not in use.</exception>
    public PeerConnection(PeerConnectionOptions? options = null)
    {
        _options = Checked(options);
        _raiser = new PeerEventRaiser(this, _options.HandlerException);

        // A constant to the trimmer.
        _backend = OperatingSystem.IsBrowser() ? BrowserBackend.Connect(this, _options, _raiser) : CreateStack(static transport => transport, null, null);
        _raiser.Backend = _backend;
    }

    /// <summary>For a page, on a connection that a script of its has made.</summary>
    internal PeerConnection(PeerConnectionOptions? options, Func<PeerConnection, PeerConnectionOptions, PeerEventRaiser, ConnectionBackend> connect)
    {
        _options = Checked(options);
        _raiser = new PeerEventRaiser(this, _options.HandlerException);
        _backend = connect(this, _options, _raiser);
        _raiser.Backend = _backend;
    }

    /// <summary>For tests, layers of theirs, chance that is none, and a network that changes as they say; for a listener, credentials.</summary>
    internal PeerConnection(PeerConnectionOptions? options, Func<PeerTransportOptions, PeerTransportOptions> configure, PeerPort? port = null, ILocalNetwork? network = null)
    {
        _options = Checked(options);
        _raiser = new PeerEventRaiser(this, _options.HandlerException);
        _backend = CreateStack(configure, port, network);
        _raiser.Backend = _backend;
    }

    /// <summary>Raised for each local candidate, to be sent to the peer at once (trickle ICE); null when there are no more.</summary>
    public event Action<IceCandidateInit?>? IceCandidate;

    /// <summary>
    /// Raised when a local address gives no candidate, since no socket can be opened there; when a server of
    /// <see cref="PeerConnectionOptions.IceServers"/> gives none, since its name is not resolved, it is silent or it answers with an error;
    /// and when the peer has more candidates than are kept. Gathering goes on without them.
    /// </summary>
    public event Action<IceCandidateError>? IceCandidateError;

    /// <summary>
    /// Raised when an offer should be made: the first data channel was created, or <see cref="RestartIce"/> was called. It is raised once, while
    /// <see cref="SignalingState"/> is stable, and again when an exchange has ended that did not bring what is needed. A need that nobody heard
    /// of waits for the first handler.
    /// </summary>
    public event Action? NegotiationNeeded
    {
        add => _raiser.NegotiationNeeded += value;
        remove => _raiser.NegotiationNeeded -= value;
    }

    /// <summary>Raised when <see cref="SignalingState"/> changes.</summary>
    public event Action<SignalingState>? SignalingStateChanged;

    /// <summary>Raised when <see cref="ConnectionState"/> changes.</summary>
    public event Action<PeerConnectionState>? ConnectionStateChanged
    {
        add => _raiser.ConnectionState += value;
        remove => _raiser.ConnectionState -= value;
    }

    /// <summary>Raised when <see cref="IceConnectionState"/> changes.</summary>
    public event Action<IceConnectionState>? IceConnectionStateChanged
    {
        add => _raiser.IceConnectionState += value;
        remove => _raiser.IceConnectionState -= value;
    }

    /// <summary>Raised when <see cref="IceGatheringState"/> changes.</summary>
    public event Action<IceGatheringState>? IceGatheringStateChanged;

    /// <summary>
    /// Raised when the peer opened a channel. Without a handler channels wait for <see cref="AcceptDataChannelAsync"/>; those
    /// that wait already are given to the first handler. Handlers attach to the channel before they return, or later: messages wait.
    /// </summary>
    public event Action<DataChannel> DataChannel
    {
        add
        {
            _raiser.DataChannel += value;
            _raiser.OnHandlers();
            _backend.TellHandlerAttached();
        }

        remove
        {
            _raiser.DataChannel -= value;
            _raiser.OnHandlers();
        }
    }

    /// <summary>Gets the state of the offer/answer exchange.</summary>
    public SignalingState SignalingState => _backend.SignalingState;

    /// <summary>Gets the state of ICE and DTLS together.</summary>
    public PeerConnectionState ConnectionState => _backend.ConnectionState;

    /// <summary>Gets the state of the path.</summary>
    public IceConnectionState IceConnectionState => _backend.IceConnectionState;

    /// <summary>Gets the state of the search for local candidates.</summary>
    public IceGatheringState IceGatheringState => _backend.IceGatheringState;

    /// <summary>
    /// Gets our newest description with all candidates found so far: once <see cref="GatheringCompleted"/> is over it is all the peer
    /// needs, for descriptions exchanged by hand. Null before <see cref="SetLocalDescriptionAsync"/>.
    /// </summary>
    public SessionDescription? LocalDescription => _backend.LocalDescription;

    /// <summary>Gets our description of the last exchange that ended; null before.</summary>
    public SessionDescription? CurrentLocalDescription => _backend.CurrentLocalDescription;

    /// <summary>Gets our description in the exchange under way; null while there is none.</summary>
    public SessionDescription? PendingLocalDescription => _backend.PendingLocalDescription;

    /// <summary>Gets the peer's newest description with the candidates that were added; null before <see cref="SetRemoteDescriptionAsync"/>.</summary>
    public SessionDescription? RemoteDescription => _backend.RemoteDescription;

    /// <summary>Gets the peer's description of the last exchange that ended; null before.</summary>
    public SessionDescription? CurrentRemoteDescription => _backend.CurrentRemoteDescription;

    /// <summary>Gets the peer's description in the exchange under way; null while there is none.</summary>
    public SessionDescription? PendingRemoteDescription => _backend.PendingRemoteDescription;

    /// <summary>Gets whether the peer's description says that candidates may come later; null before there is one.</summary>
    public bool? CanTrickleIceCandidates => _backend.CanTrickleIceCandidates;

    /// <summary>Gets the fingerprint of this side's certificate.</summary>
    public PeerIdentity LocalIdentity => _backend.LocalIdentity;

    /// <summary>Gets the fingerprint of the certificate the peer proved to own; null before the connection is secured.</summary>
    public PeerIdentity? RemoteIdentity => _backend.RemoteIdentity;

    /// <summary>Gets the path in use; null while there is none.</summary>
    public CandidatePairInfo? SelectedCandidatePair => _backend.SelectedCandidatePair;

    /// <summary>Gets a task that completes when the connection is up for the first time, and fails with <see cref="PeerChannelClosedException"/> when it ends before.</summary>
    public Task Connected => _raiser.AwaitConnected();

    /// <summary>
    /// Gets a task that completes when all local candidates are known. Candidates are looked for once more with an ICE restart, and when the
    /// machine's addresses change: who asks then waits for the end of the newest search.
    /// </summary>
    public Task GatheringCompleted => _raiser.GatheringCompleted;

    /// <summary>Gets a task that completes, always successfully, with the reason when the connection has ended: closed by either side, or lost.</summary>
    public Task<PeerChannelCloseReason> Closed => _raiser.AwaitClosed();

    /// <summary>
    /// Has the pool do what the first connection of a process needs most time for: the machine's addresses are looked for, and what opens sockets, reads descriptions and encrypts is loaded. Called some
    /// tenths of a second before the first connection, or before the making of its certificate, it spares it that. Returns at once; nothing is sent. May be called any number of times; in a page it does nothing.
    /// </summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsBrowser())
        {
            Preparation.Begin();
        }
    }

    /// <summary>Makes a data channel. It opens when the connection is up; messages sent before wait.</summary>
    /// <param name="label">The channel's name, for the peer to tell it from others; need not be unique.</param>
    /// <param name="options">How it delivers; ordered and reliable when null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or label or protocol too long.</exception>
    /// <exception cref="InvalidOperationException">The connection is closed, the id is taken, or there are too many channels.</exception>
    public DataChannel CreateDataChannel(string label, DataChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        options ??= new DataChannelOptions();
        options.Validate();
        return _backend.CreateDataChannel(label, options);
    }

    /// <summary>Waits for the next channel the peer opens. Only without a handler of <see cref="DataChannel"/>.</summary>
    /// <exception cref="PeerChannelClosedException">The connection has ended.</exception>
    public ValueTask<DataChannel> AcceptDataChannelAsync(CancellationToken cancellationToken = default) => _raiser.AcceptAsync(cancellationToken);

    /// <summary>Describes this side as the one who begins. It takes effect with <see cref="SetLocalDescriptionAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">Not in this state.</exception>
    public Task<SessionDescription> CreateOfferAsync(CancellationToken cancellationToken = default) => _backend.CreateOfferAsync(cancellationToken);

    /// <summary>Describes this side in answer to the peer's offer. It takes effect with <see cref="SetLocalDescriptionAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no offer to answer.</exception>
    public Task<SessionDescription> CreateAnswerAsync(CancellationToken cancellationToken = default) => _backend.CreateAnswerAsync(cancellationToken);

    /// <summary>
    /// Sets our description, and begins to gather candidates. Null makes the offer or answer that the state calls for; an empty text stands
    /// for what was made last. An offer takes effect when it is answered, and <see cref="SdpType.Rollback"/> takes it back until then, the
    /// peer's as well as ours.
    /// </summary>
    /// <exception cref="ArgumentException">The description is not, letter for letter, the one this connection made last.</exception>
    /// <exception cref="InvalidOperationException">Not in this state.</exception>
    public Task SetLocalDescriptionAsync(SessionDescription? description = null, CancellationToken cancellationToken = default) =>
        _backend.SetLocalDescriptionAsync(description, cancellationToken);

    /// <summary>
    /// Sets the peer's description. An offer takes back one of ours that waits for its answer; docs/w3c.md has the pattern for offers that cross.
    /// </summary>
    /// <exception cref="ArgumentException">It is not valid, does not go with those before it, has no usable fingerprint, or not the expected one. Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Not in this state.</exception>
    public Task SetRemoteDescriptionAsync(SessionDescription description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return _backend.SetRemoteDescriptionAsync(description, cancellationToken);
    }

    /// <summary>
    /// Connects to a listener by its address, without signalling: instead of <see cref="SetLocalDescriptionAsync"/> and all that follows. Channels
    /// that were made before are open as early as can be. It completes when the listener has proved to be the one of the address; where that
    /// fails, or is cancelled, the connection is closed.
    /// </summary>
    /// <exception cref="PeerConnectException">Nobody answered within <see cref="PeerConnectionOptions.ConnectTimeout"/>, or another than the listener.</exception>
    /// <exception cref="InvalidOperationException">The connection has begun already or is closed, or takes no messages of 256 KiB.</exception>
    public Task ConnectAsync(PeerAddress address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        _backend.PrepareToDial(address);
        return Dialling.RunAsync(this, _backend, address, _options, cancellationToken);
    }

    /// <summary>
    /// Takes a candidate of the peer's, for the description that has its <see cref="IceCandidateInit.UsernameFragment"/>; one that comes before
    /// its description waits for it. Null, or one with an empty text, means no more.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a candidate, or names no media section, or one that its description does not have.</exception>
    public Task AddIceCandidateAsync(IceCandidateInit? candidate, CancellationToken cancellationToken = default) => _backend.AddIceCandidateAsync(candidate, cancellationToken);

    /// <summary>
    /// Asks for another path: <see cref="NegotiationNeeded"/> is raised, and our next offer begins ICE anew when it is answered; an answer to a
    /// plain offer of the peer's does not. Channels stay open, and data on the old path as far as that works, until the new one does. Before
    /// the first offer there is nothing to restart.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection is closed.</exception>
    public void RestartIce() => _backend.RestartIce();

    /// <summary>Gets the options in force.</summary>
    public PeerConnectionOptions GetConfiguration() => _backend.GetConfiguration();

    /// <summary>Sets other <see cref="PeerConnectionOptions.IceServers"/>, which the next search for candidates asks. Nothing else can be changed.</summary>
    /// <exception cref="ArgumentException">The URL of a server is not one.</exception>
    /// <exception cref="InvalidOperationException">Another option differs from <see cref="GetConfiguration"/>, or the connection is closed.</exception>
    public void SetConfiguration(PeerConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (SignalingState == SignalingState.Closed)
        {
            throw new InvalidOperationException("The connection is closed.");
        }

        _backend.SetConfiguration(options);
    }

    /// <summary>Takes a snapshot of the counters.</summary>
    /// <exception cref="PlatformNotSupportedException">In a page: the browser tells them in a moment of its own (<see cref="GetStatisticsAsync"/>).</exception>
    public PeerConnectionStatistics GetStatistics() => _backend.GetStatistics();

    /// <summary>Takes a snapshot of the counters, in a page too: what the browser does not tell (docs/blazor.md) is zero, or null.</summary>
    /// <exception cref="InvalidOperationException">In a page: the connection is closed.</exception>
    public Task<PeerConnectionStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) => _backend.GetStatisticsAsync(cancellationToken);

    /// <summary>Tells why there is the path there is, or none: at any time, after the end too. <see cref="ConnectionReport.ToString"/> is for people.</summary>
    public ConnectionReport GetConnectionReport() => _backend.GetConnectionReport();

    /// <summary>
    /// Closes: refuses further messages, waits until those queued are acknowledged (at most
    /// <see cref="PeerConnectionOptions.CloseTimeout"/>), and tells the peer. Cancelling ends the wait and closes at once. It never fails,
    /// and ends in that time whatever the peer or a handler does; in a handler of this connection's it does not wait for the events
    /// behind that one. May be called any number of times.
    /// </summary>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => _backend.CloseAsync(cancellationToken);

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _backend.Dispose();
    }

    /// <summary>Gets what it runs on.</summary>
    internal ConnectionBackend Backend => _backend;

    /// <summary>Gets a task that completes when nothing is sent any more, and holds nothing of this object.</summary>
    internal Task Finished => ((StackConnection)_backend).Driver.Finished;

    /// <summary>The peer has dialled: it is known although there is no description of it. Gets what drives the connection.</summary>
    internal PeerDriver OnDialled()
    {
        _raiser.OnRemote();
        return ((StackConnection)_backend).Driver;
    }

    /// <summary>Has a channel live as long as the connection does, or no longer.</summary>
    internal void Keep(DataChannel channel) => _raiser.Keep(channel);

    internal void OnIceCandidate(IceCandidateInit? candidate) => _raiser.Raise(IceCandidate, candidate);

    internal void OnSignalingState(SignalingState state) => _raiser.Raise(SignalingStateChanged, state);

    internal void OnIceGatheringState(IceGatheringState state) => _raiser.Raise(IceGatheringStateChanged, state);

    internal void OnIceCandidateError(IceCandidateError error) => _raiser.Raise(IceCandidateError, error);

    private StackConnection CreateStack(Func<PeerTransportOptions, PeerTransportOptions> configure, PeerPort? port, ILocalNetwork? network) => new(this, _options, _raiser, configure, port, network);

    private static PeerConnectionOptions Checked(PeerConnectionOptions? options)
    {
        options ??= new PeerConnectionOptions();
        options.Validate();
        return options;
    }
}
