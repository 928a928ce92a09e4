using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Links;

/// <summary>Makes connections to one address, and a session on each, as one and the same peer.</summary>
internal sealed class LinkDialler : IDisposable
{
    private readonly Action<PeerSessionBuilder>? _configure;
    private readonly PeerConnectionOptions _connection;
    private readonly PeerCertificate? _ownCertificate;

    public LinkDialler(PeerAddress address, Action<PeerSessionBuilder>? configure, PeerLinkOptions options)
    {
        Address = address;
        Options = options;
        Session = LinkSession.Own(options.Session);
        _configure = configure;
        _ownCertificate = options.Connection.Certificate is null ? PeerCertificate.Create(timeProvider: options.Connection.TimeProvider) : null;
        _connection = options.Connection with { Certificate = options.Connection.Certificate ?? _ownCertificate, IceServers = [], ExpectedFingerprint = null };
    }

    public PeerAddress Address { get; }

    public PeerLinkOptions Options { get; }

    /// <summary>Gets the options of every session.</summary>
    public PeerSessionOptions Session { get; }

    /// <summary>Connects, and returns once both sides have said hello. Where that fails, or is cancelled, nothing is left.</summary>
    /// <exception cref="PeerConnectException">The listener was not reached, or wants no session with this peer.</exception>
    /// <exception cref="Exception">Whatever the application's own code throws that configures the session.</exception>
    public async Task<LinkSession> DialAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new PeerConnection(_connection);
        LinkSession? made = null;
        var isUp = false;
        try
        {
            made = LinkSession.Start(connection, _configure, Session);
            await connection.ConnectAsync(Address, cancellationToken).ConfigureAwait(false);
            await made.Session.Connected.WaitAsync(cancellationToken).ConfigureAwait(false);
            isUp = true;
            return made;
        }
        catch (PeerException exception) when (made is not null)
        {
            throw await ExplainAsync(made.Session, exception).ConfigureAwait(false);
        }
        finally
        {
            if (!isUp)
            {
                await (made?.AbortAsync() ?? connection.DisposeAsync().AsTask()).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _ownCertificate?.Dispose();

    /// <summary>Says why no hello of the peer came within <see cref="PeerSessionOptions.HandshakeTimeout"/>.</summary>
    private async Task<PeerConnectException> ExplainAsync(PeerSession session, PeerException exception)
    {
        var end = await session.Completion.ConfigureAwait(false);
        var (failure, kind) = end.Kind switch
        {
            PeerSessionEndKind.StoppedByPeer or PeerSessionEndKind.NotAuthorized => (PeerConnectFailure.Refused, PeerChannelCloseKind.Remote),
            PeerSessionEndKind.ConnectionLost when end.ChannelReason?.Kind == PeerChannelCloseKind.Remote => (PeerConnectFailure.Refused, PeerChannelCloseKind.Remote),
            PeerSessionEndKind.ConnectionLost => (PeerConnectFailure.Failed, PeerChannelCloseKind.ConnectionLost),
            PeerSessionEndKind.ProtocolError => (PeerConnectFailure.Failed, PeerChannelCloseKind.ProtocolError),
            _ => (PeerConnectFailure.Failed, PeerChannelCloseKind.Local),
        };
        return new PeerConnectException(failure, $"There is no session with {Address}. {end.Message}", new PeerChannelCloseReason(kind, end.Message, exception));
    }
}
