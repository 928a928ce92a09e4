using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Http;

/// <summary>Makes connections by posting offers to one URI, and a session on each, as one and the same peer.</summary>
internal sealed class HttpDialler : ILinkDialler
{
    private static readonly Lazy<HttpClient> s_shared = new(static () => OperatingSystem.IsBrowser() ? new HttpClient() : new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }));

    private readonly Uri _uri;
    private readonly HttpClient _http;
    private readonly Action<PeerSessionBuilder>? _configure;
    private readonly PeerCertificate? _ownCertificate;
    private PeerConnectionOptions _connection;

    private HttpDialler(Uri uri, HttpClient? http, Action<PeerSessionBuilder>? configure, PeerLinkOptions options, PeerCertificate? ownCertificate)
    {
        (_uri, _http, _configure, Options) = (uri, http ?? s_shared.Value, configure, options);
        Session = LinkSession.Own(options.Session);
        _ownCertificate = ownCertificate;
        _connection = options.Connection with { Certificate = options.Connection.Certificate ?? _ownCertificate };
    }

    /// <summary>Makes one, with a certificate of its own where the options have none.</summary>
    public static async ValueTask<HttpDialler> CreateAsync(Uri uri, HttpClient? http, Action<PeerSessionBuilder>? configure, PeerLinkOptions options, CancellationToken cancellationToken) =>
        new(uri, http, configure, options, await OwnCertificate.MakeAsync(options.Connection, cancellationToken).ConfigureAwait(false));

    public PeerAddress? Address => null;

    public string? PeerId => null;

    public PeerLinkOptions Options { get; }

    public PeerSessionOptions Session { get; }

    /// <inheritdoc/>
    public async Task<LinkSession> DialAsync(PeerSession? resumes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new PeerConnection(_connection);
        var clock = new ConnectClock(_connection);
        var exchange = new HttpExchange(_uri, _http, _connection.ConnectTimeout, _connection.TimeProvider);
        var isUp = false;
        try
        {
            var session = await new LinkAttempt(connection, clock, Session, _uri).RunAsync(
                token => ConnectAttempt.RunAsync(connection, SignalingChannel.Over(exchange.OfferAsync), clock, token), _configure, resumes, cancellationToken).ConfigureAwait(false);
            isUp = true;

            // From now on it is this peer: another behind the same name is none to go on with.
            _connection = _connection with { ExpectedFingerprint = connection.RemoteIdentity!.ToString() };
            HttpRestarts.Follow(connection, exchange);
            return session;
        }
        catch (PeerConnectException exception) when (exchange.Refusal is not null)
        {
            throw new PeerConnectException(PeerConnectFailure.Refused, exception.Message, new PeerChannelCloseReason(PeerChannelCloseKind.Remote, exception.Message, exception));
        }
        finally
        {
            if (!isUp)
            {
                _ = exchange.EndAsync();
            }
        }
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Options.TimeProvider, cancellationToken);

    public bool MayTryAgain(Exception exception) => exception is PeerConnectException && !Refusals.IsSaid(exception);

    public void Dispose() => _ownCertificate?.Dispose();
}
