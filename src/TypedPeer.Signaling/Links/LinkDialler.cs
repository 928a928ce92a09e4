using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Links;

/// <summary>Makes connections to one address, and a session on each, as one and the same peer.</summary>
internal sealed class LinkDialler : ILinkDialler
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

    PeerAddress? ILinkDialler.Address => Address;

    public string? PeerId => null;

    public PeerLinkOptions Options { get; }

    public PeerSessionOptions Session { get; }

    /// <summary>Connects, and returns once both sides have said hello. Where that fails, or is cancelled, nothing is left.</summary>
    /// <exception cref="PeerConnectException">The listener was not reached, or wants no session with this peer.</exception>
    /// <exception cref="Exception">Whatever the application's own code throws that configures the session.</exception>
    public Task<LinkSession> DialAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new PeerConnection(_connection);
        return LinkAttempt.RunAsync(
            connection, new ConnectClock(_connection), cancellation => connection.ConnectAsync(Address, cancellation), _configure, Session, Address, cancellationToken);
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Options.TimeProvider, cancellationToken);

    public bool MayTryAgain(Exception exception) => exception is PeerConnectException { Failure: not PeerConnectFailure.Refused };

    public void Dispose() => _ownCertificate?.Dispose();
}
