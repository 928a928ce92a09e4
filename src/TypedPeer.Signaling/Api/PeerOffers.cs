using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Signaling.Http;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling;

/// <summary>
/// Serves peers that post an offer and get the answer, as WHIP has it (RFC 9725), whatever web server carries the texts; <c>TypedPeer.Signaling.Server</c> maps it to ASP.NET Core
/// (<c>MapPeerOffers</c>). Each peer that connects gets a session of its own.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>Who may post is the web server's to say. What is kept for a peer goes when its connection ends. The links are this object's, and closed with it.</para>
/// </remarks>
public sealed class PeerOffers : IAsyncDisposable
{
    /// <summary>How long a connection waits for a restart by default.</summary>
    private static readonly TimeSpan DefaultRestartTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, OfferedPeer> _peers = new(StringComparer.Ordinal);
    private readonly Action<PeerSessionBuilder, PeerLink> _configure;
    private readonly PeerOffersOptions _options;
    private readonly PeerConnectionOptions _connection;
    private readonly PeerSessionOptions _session;
    private readonly PeerCertificate? _ownCertificate;
    private readonly AcceptedLinks _links;
    private readonly EventQueue _events;
    private int _count;
    private int _pending;
    private bool _isClosing;

    /// <summary>Begins to answer.</summary>
    /// <param name="configure">
    /// Says what each peer is served. Its <see cref="PeerLink.RemoteIdentity"/> is proved, and <see cref="PeerSessionBuilder.User"/> is the one given to <see cref="AnswerAsync"/>. Called
    /// for each, on a thread of the pool and for several at once; what it throws ends that peer's connection alone, and goes to <see cref="PeerSessionOptions.HandlerFailed"/>.
    /// </param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PeerOffers(Action<PeerSessionBuilder, PeerLink> configure, PeerOffersOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _options = options ?? new();
        _options.Validate();
        _configure = configure;
        _session = LinkSession.Own(_options.Session);
        _links = new AcceptedLinks(_options.MaxSuspendedLinks, _options.MaxSuspendedBytes);
        _ownCertificate = _options.Connection.Certificate is null ? PeerCertificate.Create(timeProvider: _options.Connection.TimeProvider) : null;
        _connection = _options.Connection with
        {
            Certificate = _options.Connection.Certificate ?? _ownCertificate,
            IceRestartTimeout = _options.Connection.IceRestartTimeout == TimeSpan.Zero ? DefaultRestartTimeout : _options.Connection.IceRestartTimeout,
        };
        _events = new EventQueue(exception => LinkFailures.Report(_session, $"{nameof(PeerOffers)}.{nameof(LinkConnected)}", exception));
    }

    /// <summary>
    /// Raised, on a thread of the pool, one at a time and in order, for each peer with which there is a session: both sides have said hello. What a
    /// handler throws goes to <see cref="PeerSessionOptions.HandlerFailed"/>.
    /// </summary>
    public event Action<PeerLink>? LinkConnected;

    /// <summary>Gets the links whose sessions have begun and not ended, in no order.</summary>
    public IReadOnlyCollection<PeerLink> Links => [.. _links.All.Where(static link => !link.Completion.IsCompleted)];

    /// <summary>Gets the names of the connections there are (<see cref="PeerOfferAnswer.Id"/>), in no order.</summary>
    public IReadOnlyCollection<string> Ids => [.. _peers.Keys];

    /// <summary>Gets how many peers there are, those included that are still connecting.</summary>
    public int Count => _peers.Count;

    /// <summary>Gets how many characters a body may have: see <see cref="PeerOffersOptions.MaxBodyLength"/>.</summary>
    public int MaxBodyLength => _options.MaxBodyLength;

    /// <summary>Answers the offer of a new peer, with all of this side's candidates.</summary>
    /// <param name="offer">The offer as SDP. Candidates that it lacks may follow (<see cref="PatchAsync"/>).</param>
    /// <param name="user">Who the peer is, such as the user of the request; restarts and the end are refused to others.</param>
    /// <param name="cancellationToken">Gives up before there is an answer.</param>
    /// <exception cref="ArgumentException">The offer is none, or is not valid: the peer's mistake.</exception>
    /// <exception cref="PeerException">There are too many peers (<see cref="PeerStatus.LimitExceeded"/>), or this is closed (<see cref="PeerStatus.Unavailable"/>).</exception>
    public async Task<PeerOfferAnswer> AnswerAsync(string offer, ClaimsPrincipal? user = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offer.Length, _options.MaxBodyLength, nameof(offer));
        TakePlace();
        var peer = new OfferedPeer(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), _options.Port?.CreateConnection(_connection) ?? new PeerConnection(_connection), user);
        var isAnswered = false;
        try
        {
            var answer = await peer.AnswerAsync(new SessionDescription(SdpType.Offer, offer), cancellationToken).ConfigureAwait(false);
            _peers[peer.Id] = peer;
            _ = ServeAsync(peer);
            isAnswered = true;
            return answer;
        }
        finally
        {
            if (!isAnswered)
            {
                GivePlaceBack(wasPending: true);
                await peer.AbortAsync().ConfigureAwait(false);
                peer.Dispose();
            }
        }
    }

    /// <summary>Answers another offer of a peer, which restarts ICE on its connection.</summary>
    /// <returns>The answer; null where there is no such connection (any more), or it is another user's.</returns>
    /// <exception cref="ArgumentException">The offer is none, is not valid, or is of another connection.</exception>
    public async Task<PeerOfferAnswer?> RestartAsync(string id, string offer, ClaimsPrincipal? user = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offer.Length, _options.MaxBodyLength, nameof(offer));
        return Find(id, user) is { } peer ? await peer.AnswerAsync(new SessionDescription(SdpType.Offer, offer), cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Takes candidates of a peer's, or its credentials for a restart of ICE, as <c>application/trickle-ice-sdpfrag</c> (RFC 8840; RFC 9725, section 4.3).</summary>
    /// <param name="id">Which peer.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="ifMatch">The ICE session it is about; null or <c>*</c> for whichever there is.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What to say; null where there is no such connection (any more), or it is another user's. The same <see cref="PeerOfferAnswer.ETag"/> and no body where nothing but candidates came.</returns>
    /// <exception cref="ArgumentException">The fragment is none, or does not fit.</exception>
    /// <exception cref="PeerException">The ICE session is another by now (<see cref="PeerStatus.FailedPrecondition"/>).</exception>
    public async Task<PeerOfferAnswer?> PatchAsync(string id, string fragment, string? ifMatch = null, ClaimsPrincipal? user = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Length, _options.MaxBodyLength, nameof(fragment));
        if (Find(id, user) is not { } peer)
        {
            return null;
        }

        if (ifMatch is not null and not "*" && ifMatch != peer.ETag)
        {
            throw new PeerException(PeerStatus.FailedPrecondition, "The ICE session is another by now.");
        }

        try
        {
            return await peer.TakeAsync(IceFragment.Parse(fragment), cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, nameof(fragment), exception);
        }
    }

    /// <summary>Ends a peer's connection, with a goodbye where there is a session.</summary>
    /// <returns>False where there is no such connection (any more), or it is another user's.</returns>
    public async Task<bool> EndAsync(string id, ClaimsPrincipal? user = null)
    {
        if (Find(id, user) is not { } peer)
        {
            return false;
        }

        await EndAsync(peer).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Answers no more, says goodbye to all peers at once, and closes: within <see cref="PeerSessionOptions.StopTimeout"/> and
    /// <see cref="PeerConnectionOptions.CloseTimeout"/> together. May be called any number of times.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosing = true;
        }

        await Task.WhenAll(_peers.Values.Select(EndAsync).Concat(_links.All.Select(static link => link.DisposeAsync().AsTask()))).ConfigureAwait(false);
        _ownCertificate?.Dispose();
    }

    private static Task EndAsync(OfferedPeer peer) => peer.Link?.DisposeAsync().AsTask() ?? peer.AbortAsync();

    private OfferedPeer? Find(string id, ClaimsPrincipal? user) => id is not null && _peers.TryGetValue(id, out var peer) && peer.IsOf(user) ? peer : null;

    private void TakePlace()
    {
        lock (_lock)
        {
            if (_isClosing)
            {
                throw new PeerException(PeerStatus.Unavailable, "No peer is answered any more.");
            }

            if (_count >= _options.MaxPeers || _pending >= _options.MaxPending)
            {
                throw new PeerException(PeerStatus.LimitExceeded, _count >= _options.MaxPeers ? $"There are {_count} peers." : $"{_pending} peers are connecting.");
            }

            _count++;
            _pending++;
        }
    }

    private void GivePlaceBack(bool wasPending)
    {
        lock (_lock)
        {
            _count--;
            _pending -= wasPending ? 1 : 0;
        }
    }

    /// <summary>Looks after one peer until its connection is over. Never fails.</summary>
    private async Task ServeAsync(OfferedPeer peer)
    {
        var isUp = await IsConnectedAsync(peer.Connection).ConfigureAwait(false);
        lock (_lock)
        {
            _pending--;
        }

        if (isUp && await LinkAsync(peer).ConfigureAwait(false) is { } link)
        {
            // The link may go on over the connection of another request.
            await Task.WhenAny(link.Completion, peer.Connection.Closed).ConfigureAwait(false);
        }

        await peer.AbortAsync().ConfigureAwait(false);
        _peers.TryRemove(peer.Id, out _);
        GivePlaceBack(wasPending: false);
        peer.Dispose();
    }

    private async Task<bool> IsConnectedAsync(PeerConnection connection)
    {
        try
        {
            await connection.Connected.WaitAsync(_connection.ConnectTimeout, _connection.TimeProvider).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or PeerChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Returns the link that a peer has come for: one that goes on, or a new one; null where there is none.</summary>
    private async Task<PeerLink?> LinkAsync(OfferedPeer peer)
    {
        var (resumed, isNew, channel) = await ComingPeers.TakeAsync(peer.Connection, peer.User, _session).ConfigureAwait(false);
        if (resumed is not null)
        {
            peer.Link = resumed;
            return resumed;
        }

        if (!isNew || Start(peer, channel) is not { } link)
        {
            return null;
        }

        _ = FollowAsync(link);
        if (await AcceptedLink.IsConnectedAsync(link).ConfigureAwait(false))
        {
            var handlers = LinkConnected;
            _events.Add(() => handlers?.Invoke(link));
        }

        return link;
    }

    private async Task FollowAsync(PeerLink link)
    {
        await link.Completion.ConfigureAwait(false);
        _links.Remove(link);
    }

    /// <summary>Makes the link of one peer; null when the application cannot, or this is closing.</summary>
    private PeerLink? Start(OfferedPeer peer, HeldChannel? channel)
    {
        if (AcceptedLink.Start(peer.Connection, channel, peer.Connection.RemoteIdentity!, peer.User, Configure, _session, nameof(PeerOffers)) is not { } link)
        {
            return null;
        }

        _links.Add(link, peer.Connection.SelectedCandidatePair?.Remote.Address);
        lock (_lock)
        {
            peer.Link = link;
            if (_isClosing)
            {
                _ = link.DisposeAsync().AsTask();
            }
        }

        return link;

        void Configure(PeerSessionBuilder builder, PeerLink made)
        {
            builder.User = peer.User;
            _configure(builder, made);
        }
    }
}
