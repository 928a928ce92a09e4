using System.Globalization;
using System.Net.Security;
using System.Text;

namespace TypedPeer.DataChannels;

/// <summary>
/// A server that helps peers find a path to each other (W3C <c>RTCIceServer</c>). A STUN server tells a peer behind a translator (NAT) which
/// address it has outside, and sees no data. A TURN server (RFC 8656) relays data where nothing else works, and sees nothing but ciphertext.
/// </summary>
public sealed record IceServer
{
    /// <summary>Names a server.</summary>
    /// <param name="urls">Its addresses, such as <c>stun:stun.example.org</c>, <c>stun:192.0.2.1:3478</c>, <c>stuns:stun.example.org</c> (RFC 7064), <c>turn:relay.example.org</c>, <c>turn:relay.example.org?transport=tcp</c> or <c>turns:relay.example.org:443</c> (RFC 7065); at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public IceServer(params IReadOnlyList<string> urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        Urls = [.. urls];
        if (Urls.Count == 0 || Urls.Any(static url => url is null))
        {
            throw new ArgumentException("An ICE server has at least one address, and none of them is null.", nameof(urls));
        }
    }

    /// <summary>Gets the server's addresses. What cannot be asked is refused when the connection is made: to leave it out silently would fail later and elsewhere.</summary>
    public IReadOnlyList<string> Urls { get; }

    /// <summary>Gets the user name for a TURN server, 508 bytes of UTF-8 at most; one without it is refused.</summary>
    public string? Username { get; init; }

    /// <summary>Gets the password that goes with <see cref="Username"/>. It is never sent, nor shown by <see cref="object.ToString"/>.</summary>
    public string? Credential { get; init; }

    /// <summary>
    /// Gets what decides on the certificate of a server over TLS (<c>turns:</c>, <c>stuns:</c>), for servers of one's own with certificates of their own; null for what
    /// the system trusts, with the host of the URL as its name. Called on the thread pool. When it throws, the server gives no candidate.
    /// </summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"{nameof(Urls)} = {string.Join(", ", Urls)}, {nameof(Username)} = {Username}");
        return true;
    }
}
