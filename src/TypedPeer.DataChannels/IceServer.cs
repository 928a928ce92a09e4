namespace TypedPeer.DataChannels;

/// <summary>
/// A server that helps peers find a path to each other (W3C <c>RTCIceServer</c>). STUN servers only: they tell a peer behind a translator
/// (NAT) which address it has outside, and see no data.
/// </summary>
public sealed record IceServer
{
    /// <summary>Names a server.</summary>
    /// <param name="urls">Its addresses, such as <c>stun:stun.example.org</c> or <c>stun:192.0.2.1:3478</c> (RFC 7064); at least one.</param>
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

    /// <summary>
    /// Gets the server's addresses. <c>turn:</c>, <c>turns:</c> and <c>stuns:</c> are refused when the connection is made: relays
    /// are not supported, and to leave one out silently would fail later and elsewhere.
    /// </summary>
    public IReadOnlyList<string> Urls { get; }
}
