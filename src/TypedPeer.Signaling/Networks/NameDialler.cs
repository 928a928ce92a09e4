using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Negotiation;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>Makes the connections of one link to a peer that is known by its id: those that this side offers, and those that the peer does.</summary>
internal sealed class NameDialler : ILinkDialler, ILinkView
{
    /// <summary>How many connections of the past are remembered, so that envelopes that come late begin nothing.</summary>
    private const int MaxKnown = 16;

    private readonly INameServices _network;
    private readonly Action<PeerSessionBuilder, PeerConnection> _configure;
    private readonly Queue<string> _known = new();
    private Exchange? _current;
    private Exchange? _offered;
    private TaskCompletionSource _somethingOffered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerIdentity? _identity;

    public NameDialler(INameServices network, string peer, UInt128 link, PeerLinkOptions options, Action<PeerSessionBuilder, PeerConnection> configure)
    {
        (_network, PeerId, LinkId, Options, _configure) = (network, peer, link, options, configure);
        Session = LinkSession.Own(options.Session);
    }

    public PeerAddress? Address => null;

    public string PeerId { get; }

    public PeerLinkOptions Options { get; }

    public PeerSessionOptions Session { get; }

    public UInt128 LinkId { get; private set; }

    /// <summary>Gets the link whose session goes on over what the peer offered as a new one: it came another way before. Null while there is none.</summary>
    public PeerLink? Resumed { get; private set; }

    /// <summary>Gets or sets what is told when the link goes another way from now on.</summary>
    public Action? Left { get; set; }

    public bool IsNew => _identity is null;

    public bool IsOffering => _offered is null && _current is { IsOffering: true };

    /// <summary>Gets who the peer has proved to be; null before.</summary>
    public PeerIdentity? Identity => _identity;

    public bool Knows(string connectionId) => _known.Contains(connectionId);

    public bool IsCurrent(string connectionId) => (_offered ?? _current)?.ConnectionId == connectionId;

    /// <summary>Finds who takes an envelope of a connection that there is; null where nobody does. Under the lock.</summary>
    public Exchange? Find(string connectionId) => _offered?.ConnectionId == connectionId ? _offered : _current?.ConnectionId == connectionId ? _current : null;

    /// <summary>The peer offers a connection: it takes the place of the one there is. Under the lock.</summary>
    /// <param name="link">The link of the offer, which this one is from now on.</param>
    /// <param name="exchange">The connection's exchange, to which the offer was delivered.</param>
    public void Take(UInt128 link, Exchange exchange)
    {
        LinkId = link;
        Note(exchange.ConnectionId);
        _offered?.Supersede();
        _offered = exchange;
        _current?.Supersede();
        _somethingOffered.TrySetResult();
        if (_current?.Connection is { } connection)
        {
            // The peer has given it up; this side need not find that out by silence.
            _ = Task.Run(() => connection.CloseAsync(new CancellationToken(canceled: true)).AsTask());
        }
    }

    /// <summary>The peer is known already: its link came another way. Before anything else.</summary>
    public void Expect(PeerIdentity identity) => _identity = identity;

    /// <summary>There will be no connection, unless there is one. Under the lock.</summary>
    public void Fail(PeerNetworkException reason) => _current?.Fail(reason);

    /// <summary>The server says that the peer is not there. Under the lock.</summary>
    public void OnUnavailable(PeerNetworkException reason)
    {
        if (_current is { IsOffering: true })
        {
            _current.Fail(reason);
        }
    }

    /// <summary>There is a server again. Under the lock.</summary>
    public void OnServer() => _current?.Repeat();

    public async Task<LinkSession> DialAsync(PeerSession? resumes, CancellationToken cancellationToken)
    {
        await WaitForServerAsync(cancellationToken).ConfigureAwait(false);
        var clock = new ConnectClock(Options.Connection);
        while (true)
        {
            if (clock.Left == TimeSpan.Zero)
            {
                throw new PeerNetworkException(PeerNetworkError.Timeout, "The peer began anew again and again, and no connection came of it in time.");
            }

            var exchange = Begin();
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exchange.Over);
            var isUp = false;
            try
            {
                var made = await DialAsync(exchange, resumes, giveUp.Token).ConfigureAwait(false);
                isUp = true;
                return made;
            }
            catch (Exception exception) when (exchange.Over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                lock (_network.Gate)
                {
                    if (exchange.Failure is { } failure)
                    {
                        throw failure;
                    }

                    if (_offered is null)
                    {
                        throw Explain(exception);
                    }
                }
            }
            catch (Exception exception) when (exception is PeerConnectException)
            {
                throw Explain(exception);
            }
            finally
            {
                if (!isUp)
                {
                    Abandon(exchange);
                }
            }
        }
    }

    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        Task offered;
        lock (_network.Gate)
        {
            offered = _somethingOffered.Task;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(offered, Task.Delay(delay, Options.TimeProvider, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public bool MayTryAgain(Exception exception) => exception is PeerNetworkException { IsTransient: true };

    public void Leave() => Left?.Invoke();

    public void Dispose()
    {
        // What it uses is the network's.
    }

    private static PeerNetworkException Explain(Exception exception) => exception switch
    {
        PeerNetworkException known => known,
        PeerConnectException { Reason.Exception: PeerNetworkException inner } => inner,
        PeerConnectException connect => new PeerNetworkException(
            connect.Failure switch
            {
                PeerConnectFailure.NoAnswer or PeerConnectFailure.NoCandidate or PeerConnectFailure.NoHandshake => PeerNetworkError.NoPath,
                PeerConnectFailure.WrongCertificate => PeerNetworkError.FingerprintMismatch,
                PeerConnectFailure.Refused => Refusals.IsSaid(connect) ? PeerNetworkError.Refused : PeerNetworkError.PeerUnavailable,
                PeerConnectFailure.NoDescription or PeerConnectFailure.NoHello => PeerNetworkError.Timeout,
                PeerConnectFailure.SignalingFailed => PeerNetworkError.InvalidMessage,
                _ => PeerNetworkError.Failed,
            },
            connect.Message,
            connect),
        _ => new PeerNetworkException(PeerNetworkError.Failed, PeerText.Clean(exception.Message), exception),
    };

    private async Task WaitForServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _network.WaitForServerAsync(Options.Connection.ConnectTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new PeerNetworkException(PeerNetworkError.ServerLost, "There is no connection to the server, without which the peer cannot be found.");
        }
    }

    /// <summary>Takes up what the peer has offered, or offers.</summary>
    private Exchange Begin()
    {
        lock (_network.Gate)
        {
            if (_offered is { } offered)
            {
                (_current, _offered) = (offered, null);
                _somethingOffered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            else
            {
                _current = new Exchange(_network, PeerId, LinkId, LinkSignal.NewConnectionId(), offers: true);
                Note(_current.ConnectionId);
            }

            return _current;
        }
    }

    /// <summary>Nothing comes of an exchange: what this side offered there stands in the way of no offer of the peer's, and an answer to it is refused, so that the peer does not wait.</summary>
    private void Abandon(Exchange exchange)
    {
        lock (_network.Gate)
        {
            _current = ReferenceEquals(_current, exchange) ? null : _current;
        }
    }

    private async Task<LinkSession> DialAsync(Exchange exchange, PeerSession? resumes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var expected = _identity is { } identity ? identity.ToString() : Options.Connection.ExpectedFingerprint;
        var connection = _network.CreateConnection(Options.Connection with { ExpectedFingerprint = expected });
        bool isOffered;
        lock (_network.Gate)
        {
            exchange.Connection = connection;
            isOffered = !exchange.IsOffering;
        }

        var clock = new ConnectClock(connection.GetConfiguration());
        var made = await new LinkAttempt(connection, clock, Session, $"'{PeerId}'").RunAsync(
            token => ConnectAttempt.RunAsync(connection, exchange.Signaling, clock, token),
            builder => _configure(builder, connection),
            channel => BeginAsync(connection, channel, isOffered),
            resumes,
            cancellationToken).ConfigureAwait(false);
        lock (_network.Gate)
        {
            _identity = connection.RemoteIdentity;
            exchange.OnUp();
        }

        PathRestarts.Follow(connection);
        return made;
    }

    /// <summary>Begins a session, but where the peer has offered the connection to go on with that of a link that came another way.</summary>
    private async Task<LinkSession> BeginAsync(PeerConnection connection, DataChannel channel, bool isOffered)
    {
        HeldChannel? held = null;
        if (isOffered)
        {
            (var resumed, var isNew, held) = await ComingPeers.TakeAsync(connection, null, Session, channel).ConfigureAwait(false);
            if (resumed is not null)
            {
                Resumed = resumed;
                return new LinkSession(connection, resumed.Session);
            }

            if (!isNew)
            {
                throw new PeerNetworkException(PeerNetworkError.Failed, $"A session with '{PeerText.Clean(PeerId)}' was to go on, and did not.");
            }
        }

        return held is null
            ? LinkSession.Start(connection, channel, builder => _configure(builder, connection), Session)
            : LinkSession.Start(connection, held, builder => _configure(builder, connection), Session);
    }

    private void Note(string connectionId)
    {
        _known.Enqueue(connectionId);
        if (_known.Count > MaxKnown)
        {
            _known.Dequeue();
        }
    }
}
