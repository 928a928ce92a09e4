using System.Globalization;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Api;

namespace TypedPeer.Browser.Interop;

/// <summary>One <c>RTCPeerConnection</c> of the page.</summary>
/// <remarks>Everything happens on the page's one thread, and nothing in the middle of something else.</remarks>
[SupportedOSPlatform("browser")]
internal sealed class PageConnection : ConnectionBackend, IPageObject
{
    /// <summary>What may wait for handlers to be attached, of all channels together; browsers stop a sender's buffer there, too.</summary>
    public const long MaxKeptBytes = 16 * 1024 * 1024;

    private readonly PeerConnection _connection;
    private readonly HashSet<PageChannel> _channels = [];
    private readonly EarlyCandidates _early = new();
    private readonly int _handle;
    private readonly bool _isOwn;
    private PageStates _states;
    private PeerChannelCloseReason? _end;
    private PeerIdentity? _localIdentity;
    private PeerIdentity? _remoteIdentity;
    private (SessionDescription? Local, SessionDescription? Remote) _last;
    private int _needs;
    private bool _isNeedOpen;
    private bool _isClosing;
    private bool _isGathering;
    private long _kept;
    private CancellationTokenSource? _restarting;
    private TaskCompletionSource? _emptied;
    private Task? _draining;

    /// <param name="connection">Whose backend it is.</param>
    /// <param name="options">Checked already.</param>
    /// <param name="raiser">Is told what happens.</param>
    /// <param name="given">The application's own, which stays open; a new one where it is null.</param>
    /// <exception cref="ArgumentException">The browser refuses an option.</exception>
    /// <exception cref="PlatformNotSupportedException">An option is given that no browser has.</exception>
    public PageConnection(PeerConnection connection, PeerConnectionOptions options, PeerEventRaiser raiser, JSObject? given = null)
    {
        PageLimits.Check(options);
        (_connection, Options, Raiser, _isOwn) = (connection, options, raiser, given is null);
        try
        {
            _handle = Page.Connect(given, PageConfiguration.Write(options), ((PageCertificate?)options.Certificate?.Held)?.Handle ?? 0);
        }
        catch (JSException exception)
        {
            throw new ArgumentException($"The browser refuses the options: {exception.Message}", nameof(options), exception);
        }

        _localIdentity = options.Certificate?.Identity;
        PageObjects.Add(_handle, this);
        _states = PageStates.Read(Page.States(_handle));
    }

    /// <summary>Gets the channels that are not over.</summary>
    public IReadOnlyCollection<PageChannel> Channels => _channels;

    /// <summary>Gets its number in the page.</summary>
    public int Handle => _handle;

    public PeerConnectionOptions Options { get; private set; }

    public PeerEventRaiser Raiser { get; }

    public override SignalingState SignalingState => IsOver || _isClosing ? SignalingState.Closed : PageStates.Read(Page.States(_handle)).Signaling;

    public override PeerConnectionState ConnectionState => _end is { } end ? StateOf(end) : PageStates.Read(Page.States(_handle)).Connection;

    public override IceConnectionState IceConnectionState => IsOver ? IceConnectionState.Closed : PageStates.Read(Page.States(_handle)).Ice;

    public override IceGatheringState IceGatheringState => IsOver ? _states.Gathering : PageStates.Read(Page.States(_handle)).Gathering;

    public override SessionDescription? LocalDescription => Describe("localDescription") ?? _last.Local;

    public override SessionDescription? CurrentLocalDescription => Describe("currentLocalDescription");

    public override SessionDescription? PendingLocalDescription => Describe("pendingLocalDescription");

    public override SessionDescription? RemoteDescription => Describe("remoteDescription") ?? _last.Remote;

    public override SessionDescription? CurrentRemoteDescription => Describe("currentRemoteDescription");

    public override SessionDescription? PendingRemoteDescription => Describe("pendingRemoteDescription");

    public override bool? CanTrickleIceCandidates => IsOver ? null : PageStates.Read(Page.States(_handle)).CanTrickle;

    public override PeerIdentity LocalIdentity => FindLocalIdentity()
        ?? throw new InvalidOperationException("The browser has no certificate for the connection before its description is set: give it one (PeerCertificate.CreateAsync).");

    public override PeerIdentity? RemoteIdentity => _remoteIdentity;

    public override CandidatePairInfo? SelectedCandidatePair => IsOver ? null : PageStatistics.ReadSelectedPair(_handle);

    public override bool ShouldNegotiate => _isNeedOpen && SignalingState == SignalingState.Stable;

    private bool IsOver => _end is not null;

    /// <summary>Gets this side's fingerprint; null where it is not known yet.</summary>
    public PeerIdentity? FindLocalIdentity() => _localIdentity ??= SdpFingerprints.Read(LocalDescription?.Sdp);

    public override void TellNeedAgain(int need)
    {
        if (need == _needs && ShouldNegotiate)
        {
            Raiser.OnNegotiationNeeded(need);
        }
    }

    public override DataChannel CreateDataChannel(string label, DataChannelOptions options)
    {
        ThrowIfClosed();
        if (_channels.Count >= Options.MaxDataChannels)
        {
            throw new InvalidOperationException($"There are {Options.MaxDataChannels} data channels already.");
        }

        try
        {
            return new DataChannel(new PageChannel(this, Page.Open(_handle, label, PageChannelInit.Write(options), given: null), label, options), _connection);
        }
        catch (JSException exception)
        {
            throw new InvalidOperationException($"The browser makes no such channel: {exception.Message}", exception);
        }
    }

    /// <summary>Takes over a channel that a script has made.</summary>
    public PageChannel Attach(JSObject channel)
    {
        ThrowIfClosed();
        var handle = Page.Open(_handle, label: null, options: null, channel);
        var described = IncomingChannel.Read(Page.Channel(handle));
        return new PageChannel(this, handle, described.Label, described.Options);
    }

    public override async Task<SessionDescription> CreateOfferAsync(CancellationToken cancellationToken) => Parse(await PageErrors.TellAsync(() => Page.MakeAsync(OpenHandle, isOffer: true), cancellationToken).ConfigureAwait(false))!;

    public override async Task<SessionDescription> CreateAnswerAsync(CancellationToken cancellationToken) => Parse(await PageErrors.TellAsync(() => Page.MakeAsync(OpenHandle, isOffer: false), cancellationToken).ConfigureAwait(false))!;

    public override async Task SetLocalDescriptionAsync(SessionDescription? description, CancellationToken cancellationToken)
    {
        if (!_isGathering && Options.IceServerProvider is not null)
        {
            await PageServers.AskAsync(Options, OpenHandle, _connection, cancellationToken).ConfigureAwait(false);
        }

        if (!_isGathering)
        {
            // Otherwise there is no search whose end could be waited for.
            _isGathering = true;
            Raiser.OnGathering();
        }

        await PageErrors.TellAsync(() => Page.SetLocalAsync(OpenHandle, description is null ? null : PageStates.Write(description.Type), description?.Sdp), cancellationToken).ConfigureAwait(false);
        Settle();
    }

    public override async Task SetRemoteDescriptionAsync(SessionDescription description, CancellationToken cancellationToken)
    {
        SdpFingerprints.Check(description, Options.ExpectedFingerprint, _remoteIdentity);
        await PageErrors.TellAsync(() => Page.SetRemoteAsync(OpenHandle, PageStates.Write(description.Type), description.Sdp), cancellationToken).ConfigureAwait(false);
        Raiser.OnRemote();
        Settle();
        foreach (var candidate in _early.Take(RemoteDescription))
        {
            await AddIceCandidateAsync(candidate, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task AddIceCandidateAsync(IceCandidateInit? candidate, CancellationToken cancellationToken) => !IsOver && _early.TryKeep(candidate, RemoteDescription)
        ? Task.CompletedTask
        : PageErrors.TellAsync(() => Page.AddCandidateAsync(OpenHandle, candidate?.ToJson()), cancellationToken);

    public override void PrepareToDial(PeerAddress address)
    {
    }

    public override async ValueTask<string?> FindObstacleAsync() => !IsOver && IceConnectionState == IceConnectionState.New && await Page.IsLocalNetworkDeniedAsync().ConfigureAwait(false)
        ? "The browser does not let this page reach the local network: allow it in the settings of the site, and dial again."
        : null;

    public override void RestartIce()
    {
        ThrowIfClosed();
        _isGathering = false;
        Page.RestartIce(_handle);
    }

    public override PeerConnectionOptions GetConfiguration() => Options;

    public override void SetConfiguration(PeerConnectionOptions options)
    {
        if (options with { IceServers = Options.IceServers } != Options)
        {
            throw new InvalidOperationException($"Only {nameof(PeerConnectionOptions.IceServers)} can be changed.");
        }

        PageLimits.Check(options);
        try
        {
            Page.SetServers(OpenHandle, PageConfiguration.WriteServers(options.IceServers));
        }
        catch (JSException exception)
        {
            throw new ArgumentException($"The browser refuses the servers: {exception.Message}", nameof(options), exception);
        }

        Options = options;
    }

    public override PeerConnectionStatistics GetStatistics() => throw PageLimits.NotSupported($"statistics at once ({nameof(GetStatisticsAsync)} has them)");

    public override async Task<PeerConnectionStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        PageStatistics.Read(await PageErrors.TellAsync(() => Page.StatisticsAsync(OpenHandle), cancellationToken).ConfigureAwait(false), this);

    public override ConnectionReport GetConnectionReport() => throw PageLimits.NotSupported("a report");

    public override void TellHandlerAttached() => ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Raiser.OnHandlerAttached(null), this, preferLocal: false);

    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (!IsOver && !cancellationToken.IsCancellationRequested && RemoteIdentity is not null)
        {
            _isClosing = true;
            await (_draining ??= DrainAsync()).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Finish(new(PeerChannelCloseKind.Local, "This side closed the connection."));
    }

    public override void Dispose()
    {
        _restarting?.Dispose();
        Page.ReleaseConnection(_handle);
    }

    void IPageObject.On(PageEvent what, string? text)
    {
        switch (what)
        {
            case PageEvent.Changed:
                OnChanged();
                break;
            case PageEvent.Candidate:
                _connection.OnIceCandidate(IceCandidateInit.FromJson(text!));
                break;
            case PageEvent.CandidateError when text!.Split('\n', 3) is [var code, var url, var message]:
                _connection.OnIceCandidateError(new IceCandidateError(url, message) { ErrorCode = int.TryParse(code, CultureInfo.InvariantCulture, out var number) ? number : 0 });
                break;
            case PageEvent.NegotiationNeeded:
                _isNeedOpen = true;
                Raiser.OnNegotiationNeeded(++_needs);
                break;
            case PageEvent.Channel:
                OnIncoming(IncomingChannel.Read(text!));
                break;
        }
    }

    /// <summary>A channel has an owner now.</summary>
    public void Add(PageChannel channel) => _channels.Add(channel);

    /// <summary>A channel is over.</summary>
    public void Remove(PageChannel channel)
    {
        _channels.Remove(channel);
        if (_channels.Count == 0)
        {
            _emptied?.TrySetResult();
        }
    }

    /// <summary>Counts what waits for handlers; false where it is too much.</summary>
    public bool TryKeep(long bytes)
    {
        _kept += bytes;
        return _kept <= MaxKeptBytes;
    }

    /// <summary>DTLS is up: who the peer is is known.</summary>
    public void OnSecured()
    {
        if (_remoteIdentity is not null || IsOver)
        {
            return;
        }

        var identity = Page.RemoteCertificate(_handle) is { } der ? SdpFingerprints.Of(Convert.FromBase64String(der)) : SdpFingerprints.Read(RemoteDescription?.Sdp);
        if (Options.ExpectedFingerprint is { } expected && !SdpFingerprints.IsSame(expected, identity))
        {
            FailOver("The peer's certificate is another than the expected one.");
            return;
        }

        _remoteIdentity = identity;
    }

    /// <summary>Looks at what the browser says of the states, and tells what is new.</summary>
    public void OnChanged()
    {
        if (IsOver)
        {
            return;
        }

        var before = _states;
        var now = _states = PageStates.Read(Page.States(_handle));
        if (now.Connection == PeerConnectionState.Connected)
        {
            OnSecured();
        }

        if (now.Signaling != SignalingState.Closed)
        {
            TellChanges(before, now);
        }

        EndIfOver(now);
    }

    /// <summary>A handler may end the connection: what follows is told of that, and of nothing else.</summary>
    private void TellChanges(PageStates before, PageStates now)
    {
        if (now.Signaling != before.Signaling)
        {
            _connection.OnSignalingState(now.Signaling);
        }

        if (now.Ice != before.Ice && !IsOver)
        {
            Raiser.OnIceConnectionState(now.Ice);
        }

        if (now.Connection != before.Connection && !IsOver)
        {
            Raiser.OnConnectionState(now.Connection);
        }

        if (now.Gathering != before.Gathering && !IsOver)
        {
            Raiser.OnGatheringState(now.Gathering);
        }
    }

    private static PeerConnectionState StateOf(PeerChannelCloseReason end) =>
        end.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote ? PeerConnectionState.Closed : PeerConnectionState.Failed;

    private static SessionDescription? Parse(string? text) => text?.Split('\n', 2) is [var type, var sdp] ? new SessionDescription(PageStates.ReadType(type), sdp) : null;

    private int OpenHandle
    {
        get
        {
            ThrowIfClosed();
            return _handle;
        }
    }

    private void ThrowIfClosed()
    {
        if (IsOver || _isClosing)
        {
            throw new InvalidOperationException("The connection is closed.");
        }
    }

    private SessionDescription? Describe(string which) => IsOver ? null : Parse(Page.Description(_handle, which));

    /// <summary>An exchange has ended, or is taken back: a need that it was about is none any more.</summary>
    private void Settle()
    {
        if (SignalingState == SignalingState.Stable)
        {
            _isNeedOpen = false;
        }
    }

    private void OnIncoming(IncomingChannel channel)
    {
        if (IsOver || _isClosing || _channels.Count >= Options.MaxDataChannels)
        {
            Page.ReleaseChannel(channel.Number);
            return;
        }

        OnSecured();
        if (!IsOver)
        {
            Raiser.OnIncoming(new DataChannel(new PageChannel(this, channel.Number, channel.Label, channel.Options), _connection));
        }
    }

    private void EndIfOver(PageStates now)
    {
        if (IsOver)
        {
            return;
        }

        if (now.Dtls == "failed")
        {
            FailOver("The handshake (DTLS) failed: the browser refused the peer's certificate, which is another than its description says.");
        }
        else if (now.Dtls == "closed" || now.Sctp == "closed")
        {
            Finish(new(PeerChannelCloseKind.Remote, "The peer closed the connection."));
        }
        else if (now.Signaling == SignalingState.Closed)
        {
            Finish(new(PeerChannelCloseKind.ConnectionLost, "A script of the page closed the connection."));
        }
        else if (now.Ice != IceConnectionState.Failed)
        {
            _restarting?.Cancel();
            _restarting = null;
        }
        else if (_restarting is null)
        {
            _restarting = new CancellationTokenSource();
            _ = LoseAsync(_restarting.Token);
        }
    }

    /// <summary>The path has failed: ends all of it, unless another one is found in time.</summary>
    private async Task LoseAsync(CancellationToken cancellationToken)
    {
        if (Options.IceRestartTimeout > TimeSpan.Zero && _remoteIdentity is not null)
        {
            await Task.Delay(Options.IceRestartTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            Finish(new(PeerChannelCloseKind.ConnectionLost, _remoteIdentity is null ? "No check of a path was answered." : "The path to the peer was lost."));
        }
    }

    private void FailOver(string message) => Finish(new(PeerChannelCloseKind.ConnectionLost, message, PageErrors.NotThePeer(message)));

    /// <summary>Has the browser send what it holds: a channel is closed when all of it has arrived.</summary>
    private async Task DrainAsync()
    {
        if (_channels.Count == 0)
        {
            return;
        }

        _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var channel in _channels.ToList())
        {
            channel.Close(atOnce: false);
        }

        await _emptied.Task.WaitAsync(Options.CloseTimeout, Options.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Finish(PeerChannelCloseReason reason)
    {
        if (IsOver)
        {
            return;
        }

        _last = (LocalDescription, RemoteDescription);
        _ = FindLocalIdentity();
        _end = reason;
        _restarting?.Cancel();
        PageObjects.Remove(_handle);
        if (_isOwn)
        {
            Page.CloseConnection(_handle);
        }

        foreach (var channel in _channels.ToList())
        {
            channel.Finish(reason);
        }

        Raiser.OnConnectionState(StateOf(reason));
        Raiser.OnClosed(reason);
    }
}
