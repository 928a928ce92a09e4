using System.Runtime.CompilerServices;
using TypedPeer.Ahead;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Links;

/// <summary>Makes connections to one address, and a session on each, as one and the same peer.</summary>
internal sealed class LinkDialler : ILinkDialler
{
    private readonly Action<PeerSessionBuilder>? _configure;
    private readonly PeerConnectionOptions _connection;
    private readonly PeerCertificate? _ownCertificate;

    private LinkDialler(PeerAddress address, Action<PeerSessionBuilder>? configure, PeerLinkOptions options, PeerCertificate? ownCertificate)
    {
        Address = address;
        Options = options;
        Session = LinkSession.Own(options.Session);
        _configure = configure;
        _ownCertificate = ownCertificate;
        _connection = options.Connection with { Certificate = options.Connection.Certificate ?? _ownCertificate, IceServers = [], ExpectedFingerprint = null };
    }

    /// <summary>Makes one, with a certificate of its own where the options have none.</summary>
    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    public static async Task<LinkDialler> CreateAsync(PeerAddress address, Action<PeerSessionBuilder>? configure, PeerLinkOptions options, CancellationToken cancellationToken) =>
        new(address, configure, options, await OwnCertificate.MakeAsync(options.Connection, cancellationToken).Ahead());

    public PeerAddress Address { get; }

    PeerAddress? ILinkDialler.Address => Address;

    public string? PeerId => null;

    public PeerLinkOptions Options { get; }

    public PeerSessionOptions Session { get; }

    /// <inheritdoc/>
    public Task<LinkSession> DialAsync(PeerSession? resumes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new PeerConnection(_connection);
        return new LinkAttempt(connection, new ConnectClock(_connection), Session, Address).RunAsync(
            cancellation => connection.ConnectAsync(Address, cancellation), _configure, resumes, cancellationToken);
    }

    public Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Options.TimeProvider, cancellationToken);

    public bool MayTryAgain(Exception exception) => exception is PeerConnectException && !Refusals.IsSaid(exception);

    public void Dispose() => _ownCertificate?.Dispose();
}
