using TypedPeer.DataChannels;
using TypedPeer.Signaling.Http;

namespace TypedPeer.Signaling;

/// <summary>Connects by one HTTP exchange.</summary>
public static class PeerLinkHttp
{
    extension(PeerLink)
    {
        /// <summary>
        /// Connects to the peer behind a URI, and returns once both sides have said hello: posts an offer, and gets the answer (RFC 9725; <see cref="PeerOffers"/> on the other side). One
        /// attempt, which takes at most <see cref="PeerConnectionOptions.ConnectTimeout"/> for the exchange and as long again for the connection.
        /// </summary>
        /// <remarks>
        /// Where the path falls silent ICE is restarted by another request, and calls under way go on. A link that is lost all the same posts anew, as the same peer and to the same: a
        /// peer that is to be found again after its restart keeps its certificate (<see cref="PeerConnectionOptions.Certificate"/>). The exchange is trusted for who the peer is, so
        /// use HTTPS, or <see cref="PeerConnectionOptions.ExpectedFingerprint"/>.
        /// </remarks>
        /// <param name="uri">Where to post.</param>
        /// <param name="http">What carries it, with the headers that say who this side is; it stays the caller's. Null for one of this library's own.</param>
        /// <param name="configure">Says what this side serves; nothing when null. Called again for each new session.</param>
        /// <param name="options">Limits and choices; the defaults when null.</param>
        /// <param name="cancellationToken">Gives the attempt up.</param>
        /// <exception cref="PeerConnectException">
        /// The peer was not reached, or wants no session with this one: see <see cref="PeerConnectException.Failure"/>. <see cref="PeerConnectFailure.Refused"/> where the server answers by
        /// 400 to 499, other than 404, 408 and 429.
        /// </exception>
        /// <exception cref="ArgumentException">An option is out of range, or the URI is not absolute, or neither http nor https.</exception>
        public static async Task<PeerLink> ConnectAsync(
            Uri uri, HttpClient? http = null, Action<PeerSessionBuilder>? configure = null, PeerLinkOptions? options = null, CancellationToken cancellationToken = default)
        {
            ThrowIfNone(uri);
            options ??= new PeerLinkOptions();
            options.Validate();
            var dialler = await HttpDialler.CreateAsync(uri, http, configure, options, cancellationToken).ConfigureAwait(false);
            try
            {
                var first = await dialler.DialAsync(null, cancellationToken).ConfigureAwait(false);
                var link = new PeerLink(dialler.Session, dialler, first.Connection.RemoteIdentity!, configure);
                link.Run(first);
                return link;
            }
            catch
            {
                dialler.Dispose();
                throw;
            }
        }
    }

    /// <summary>Goes over to the peer behind a URI, to which offers are posted from now on; the session goes on there, as after a loss.</summary>
    /// <param name="link">The link.</param>
    /// <param name="uri">Where to post.</param>
    /// <param name="http">What carries it; it stays the caller's. Null for one of this library's own.</param>
    /// <param name="cancellationToken">Ends the wait alone.</param>
    /// <exception cref="PeerException">The link is over (<see cref="PeerStatus.Unavailable"/>).</exception>
    /// <exception cref="ArgumentException">The URI is not absolute, or neither http nor https.</exception>
    public static async Task ResumeAsync(this PeerLink link, Uri uri, HttpClient? http = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(link);
        ThrowIfNone(uri);
        var options = link.CreateOptions();
        options = options with { Connection = options.Connection with { ExpectedFingerprint = link.RemoteIdentity.ToString() } };
        await link.ResumeAsync(await HttpDialler.CreateAsync(uri, http, link.Configure, options, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private static void ThrowIfNone(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("It is to be an absolute http or https URI.", nameof(uri));
        }
    }
}
