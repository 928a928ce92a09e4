using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Api;

namespace TypedPeer.DataChannels;

/// <summary>
/// Takes connections from peers that have its address, .NET or pages, without any signalling: they know from the address where it is and by which
/// certificate to know it, and it knows them by theirs (<see cref="PeerConnection.RemoteIdentity"/>). What a peer may do is the application's to
/// say: any certificate is taken.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>
/// Connections are given out once their peer has proved its certificate; channels are made or accepted then as on any other. A channel that
/// both sides negotiate (<see cref="DataChannelOptions.Negotiated"/>) saves a round trip, and what the peer sent on it before waits for it. Who takes a
/// connection closes it.
/// </para>
/// </remarks>
public sealed class PeerConnectionListener : IAsyncDisposable
{
    private readonly ListenerDriver _driver;
    private readonly PeerPort _port;
    private readonly bool _ownsPort;

    private PeerConnectionListener(ListenerDriver driver, PeerPort port, bool ownsPort, PeerIdentity identity, PeerAddress address)
    {
        _driver = driver;
        _port = port;
        _ownsPort = ownsPort;
        Identity = identity;
        Address = address;
    }

    /// <summary>
    /// Gets the address peers dial: this machine's own addresses. Behind a translator with a forwarded port make another of
    /// <see cref="Identity"/> and the addresses outside.
    /// </summary>
    public PeerAddress Address { get; }

    /// <summary>Gets the fingerprint of the certificate by which diallers know this listener.</summary>
    public PeerIdentity Identity { get; }

    /// <summary>Gets the port's addresses, of which <see cref="Address"/> has the first eight.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints => _port.LocalEndPoints;

    /// <summary>An address is to be good for as long as its listener runs, and the dates of a certificate are nobody's business (RFC 8827, section 6.5).</summary>
    private static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(3650);

    /// <summary>Begins to listen.</summary>
    /// <param name="options">The limits, and who the listener is.</param>
    /// <param name="port">A port that other connections use, too, and that stays the caller's; null opens one by <see cref="PeerConnectionListenerOptions.Port"/>, which ends with the listener.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the port has a listener already.</exception>
    /// <exception cref="SocketException">The system refuses the port.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page.</exception>
    public static PeerConnectionListener Listen(PeerConnectionListenerOptions? options = null, PeerPort? port = null)
    {
        if (OperatingSystem.IsBrowser())
        {
            throw BrowserPart.CannotListen();
        }

        options ??= new PeerConnectionListenerOptions();
        options.Validate();
        var certificate = options.Certificate ?? PeerCertificate.Create(CertificateLifetime, options.Connections.TimeProvider);
        var opened = port is null ? PeerPort.Open(options.Port) : null;
        try
        {
            var used = port ?? opened!;
            var address = new PeerAddress(certificate.Identity, used.LocalEndPoints.Take(PeerAddress.MaxEndPoints));
            var driver = new ListenerDriver(options, used, certificate, address);
            if (!used.Shared.TrySetStrangers(driver))
            {
                _ = driver.DisposeAsync().AsTask();
                throw new ArgumentException("The port has a listener already, or is closed.", nameof(port));
            }

            return new PeerConnectionListener(driver, used, ownsPort: opened is not null, certificate.Identity, address);
        }
        catch
        {
            opened?.Shared.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next connection, whose peer has proved its certificate.</summary>
    /// <exception cref="ObjectDisposedException">The listener is disposed of.</exception>
    public ValueTask<PeerConnection> AcceptAsync(CancellationToken cancellationToken = default) => _driver.AcceptAsync(cancellationToken);

    /// <summary>Gives every connection, until the listener is disposed of.</summary>
    public async IAsyncEnumerable<PeerConnection> AcceptAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _driver.TryAcceptAsync(cancellationToken).ConfigureAwait(false) is { } connection)
        {
            yield return connection;
        }
    }

    /// <summary>
    /// Listens no more, and closes the connections that nobody has taken. Those that were taken go on where the port was given by the caller;
    /// where it is the listener's own they end with it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _port.Shared.ClearStrangers(_driver);
        await _driver.DisposeAsync().ConfigureAwait(false);
        if (_ownsPort)
        {
            await _port.DisposeAsync().ConfigureAwait(false);
        }
    }
}
