using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Dtls.Certificates;

namespace TypedPeer.DataChannels;

/// <summary>
/// A certificate and its private key, by which a peer is known (W3C <c>RTCCertificate</c>). Given to connections by
/// <see cref="PeerConnectionOptions.Certificate"/>, it makes them one identity; kept as text, it stays the same one after a restart. It also
/// saves every connection the making of a key.
/// </summary>
/// <remarks>
/// Every member may be called from any thread, and any number of connections may use one at once. Whoever made it disposes of it; connections
/// that have it go on, and the key is zeroed with the last of them.
/// </remarks>
public sealed class PeerCertificate : IDisposable
{
    /// <summary>As long as W3C lets one live: it is made to be kept, and peers look at the key, never at the dates.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(365);

    /// <summary>Far enough for anybody, and not where dates end.</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(36_525);

    private const string KeysStay = "In a page keys are the browser's, which takes and gives none.";

    private readonly IDisposable _held;
    private int _isDisposed;

    private PeerCertificate(DtlsCertificate certificate)
        : this(new PeerIdentity(certificate.Fingerprint.Algorithm, certificate.Fingerprint.ToHexPairs()), certificate.NotAfter, certificate)
    {
    }

    /// <param name="identity">Who it is.</param>
    /// <param name="notAfter">When it expires.</param>
    /// <param name="held">Certificate and key: this stack's, or the browser's, of which .NET has neither.</param>
    internal PeerCertificate(PeerIdentity identity, DateTimeOffset notAfter, IDisposable held) => (Identity, NotAfter, _held) = (identity, notAfter, held);

    /// <summary>Gets who this is: the sha-256 fingerprint that peers see as theirs of the connection (RFC 8122).</summary>
    public PeerIdentity Identity { get; }

    /// <summary>Gets when it expires; a connection made later refuses it.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Gets what holds certificate and key.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    internal IDisposable Held
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            return _held;
        }
    }

    /// <summary>Makes a fresh ECDSA key on P-256 and a self-signed certificate for it, which says nothing about its owner.</summary>
    /// <param name="lifetime">How long it is valid, above zero and at most 100 years; 365 days when null.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page, whose browser takes its time: see <see cref="CreateAsync"/>.</exception>
    public static PeerCertificate Create(TimeSpan? lifetime = null, TimeProvider? timeProvider = null)
    {
        if (OperatingSystem.IsBrowser())
        {
            throw new PlatformNotSupportedException("A page has its browser make certificates, which takes a moment: use PeerCertificate.CreateAsync.");
        }

        var valid = Checked(lifetime);
        return new PeerCertificate(DtlsCertificate.Create((timeProvider ?? TimeProvider.System).GetUtcNow(), valid));
    }

    /// <summary>Makes one as <see cref="Create"/> does, also in a page: there key and certificate are the browser's, which gives them to nobody and lets them live for a year at most.</summary>
    /// <param name="lifetime">How long it is valid, above zero and at most 100 years; 365 days when null.</param>
    /// <param name="timeProvider">The clock; the system's when null, and in a page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is out of range.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page: the package TypedPeer.Browser is not in use.</exception>
    public static Task<PeerCertificate> CreateAsync(TimeSpan? lifetime = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        var valid = Checked(lifetime);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<PeerCertificate>(cancellationToken)
            : OperatingSystem.IsBrowser() ? BrowserPart.CreateCertificateAsync(valid).WaitAsync(cancellationToken)
            : Task.FromResult(Create(valid, timeProvider));
    }

    /// <summary>Reads what <see cref="ExportPem"/> wrote, or another certificate with its private key (PKCS #8 or SEC 1, not encrypted).</summary>
    /// <exception cref="ArgumentException">The text is not a certificate and the private key that belongs to it, or they are not on P-256.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page, whose browser takes no keys.</exception>
    public static PeerCertificate ImportPem(ReadOnlySpan<char> pem)
    {
        if (OperatingSystem.IsBrowser())
        {
            throw new PlatformNotSupportedException(KeysStay);
        }

        return new(CertificatePem.Read(pem));
    }

    /// <summary>Takes a certificate with its private key, such as one from a store or a PKCS #12 file; the original may be disposed of.</summary>
    /// <exception cref="ArgumentException">It has no ECDSA private key on P-256.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page, whose browser takes no keys.</exception>
    public static PeerCertificate FromX509(X509Certificate2 certificate)
    {
        if (OperatingSystem.IsBrowser())
        {
            throw new PlatformNotSupportedException(KeysStay);
        }

        ArgumentNullException.ThrowIfNull(certificate);
        return new PeerCertificate(DtlsCertificate.FromX509(certificate));
    }

    /// <summary>Writes certificate and private key as text. Whoever has the text is this peer: it is kept like a password, and not encrypted.</summary>
    /// <exception cref="InvalidOperationException">The key, such as one in hardware, is not given out.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page, whose browser gives no keys.</exception>
    public string ExportPem()
    {
        if (OperatingSystem.IsBrowser())
        {
            throw new PlatformNotSupportedException(KeysStay);
        }

        using var certificate = Share();
        try
        {
            return CertificatePem.Write(certificate);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException("The private key of the certificate cannot be exported.", exception);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Identity.ToString();

    /// <summary>Lets the key go. Connections that have it already keep it until they end.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _held.Dispose();
        }
    }

    /// <summary>Gets it for somebody who disposes of it when done, whatever becomes of this object.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    internal DtlsCertificate Share()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return ((DtlsCertificate)_held).TryShare() ?? throw new ObjectDisposedException(nameof(PeerCertificate));
    }

    private static TimeSpan Checked(TimeSpan? lifetime)
    {
        var valid = lifetime ?? DefaultLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(valid, TimeSpan.Zero, nameof(lifetime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valid, MaxLifetime, nameof(lifetime));
        return valid;
    }
}
