using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TypedPeer.DataChannels.Stun;

/// <summary>The address of a STUN server or a relay as people write it (RFC 7064, RFC 7065).</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Transport">How it is spoken to.</param>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">Its port; 3478 when none is given, and 5349 over TLS.</param>
internal sealed record IceServerUri(string Text, IceServerTransport Transport, string Host, int Port)
{
    private const int DefaultPort = 3478;

    private const int DefaultSecurePort = 5349;

    /// <summary>What a host name has at most (RFC 1035).</summary>
    private const int MaxHostLength = 255;

    /// <summary>Of a reg-name (RFC 3986, section 3.2.2) those that a resolver can make anything of: names of other scripts are given in their ASCII form.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=");

    private static readonly SearchValues<char> DottedCharacters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> LiteralCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Gets what a relay is told of who this is; null for a server that is no relay.</summary>
    public IceServer? Relay { get; private init; }

    /// <summary>Gets the server it is an address of, for how its certificate is looked at; null where only the text is known.</summary>
    public IceServer? Server { get; private init; }

    /// <summary>Reads the addresses of all servers.</summary>
    /// <exception cref="ArgumentException">One is none, or a server has none, or a relay is without credentials.</exception>
    public static IceServerUri[] ParseAll(IReadOnlyList<IceServer> servers)
    {
        var parsed = new List<IceServerUri>();
        foreach (var server in servers)
        {
            if (server is null)
            {
                throw new ArgumentException("One of the ICE servers is null.");
            }

            parsed.AddRange(server.Urls.Select(url => Parse(url, server)));
        }

        return [.. parsed];
    }

    /// <exception cref="ArgumentException">It is no address of a STUN server, or that of a relay, for which there are no credentials.</exception>
    public static IceServerUri Parse(string text) => Parse(text, server: null);

    private static IceServerUri Parse(string text, IceServer? server)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? string.Empty : text[..colon].ToLowerInvariant();
        var rest = text.AsSpan(colon + 1);
        bool isRelay = scheme is "turn" or "turns";
        bool isSecure = scheme is "turns" or "stuns";
        if (!isRelay && scheme is not ("stun" or "stuns"))
        {
            throw new ArgumentException($"'{text}' is not the address of an ICE server such as 'stun:stun.example.org:3478'.");
        }

        var transport = isSecure ? IceServerTransport.Tls : IceServerTransport.Udp;
        if (isRelay && !TryTakeTransport(ref rest, isSecure, out transport))
        {
            throw new ArgumentException($"'{text}' names a transport that is none of udp and tcp, or DTLS (turns over udp), which is not supported.");
        }

        if (!TrySplit(rest, isSecure ? DefaultSecurePort : DefaultPort, out var host, out var port))
        {
            throw new ArgumentException($"'{text}' is not the address of an ICE server such as 'stun:stun.example.org:3478', 'stun:[2001:db8::1]' or 'turn:relay.example.org?transport=tcp'.");
        }

        return new IceServerUri(text, transport, host, port) { Server = server, Relay = isRelay ? WithCredentials(text, server) : null };
    }

    /// <summary>Without credentials nobody gets an address of a relay; W3C refuses such a server as well.</summary>
    private static IceServer WithCredentials(string text, IceServer? server)
    {
        const int MaxUsernameBytes = 508;
        if (server is not { Username: { } username, Credential: not null })
        {
            throw new ArgumentException($"'{text}' is a TURN relay, which needs {nameof(IceServer.Username)} and {nameof(IceServer.Credential)}.");
        }

        return Encoding.UTF8.GetByteCount(username) <= MaxUsernameBytes
            ? server
            : throw new ArgumentException($"The user name for '{text}' is longer than the {MaxUsernameBytes} bytes that TURN has room for.");
    }

    private static bool TryTakeTransport(ref ReadOnlySpan<char> text, bool isSecure, out IceServerTransport transport)
    {
        const string Query = "?transport=";
        transport = isSecure ? IceServerTransport.Tls : IceServerTransport.Udp;
        var at = text.IndexOf('?');
        if (at < 0)
        {
            return true;
        }

        var query = text[at..];
        text = text[..at];
        if (!query.StartsWith(Query, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        query = query[Query.Length..];
        if (query.Equals("tcp", StringComparison.OrdinalIgnoreCase))
        {
            transport = isSecure ? IceServerTransport.Tls : IceServerTransport.Tcp;
            return true;
        }

        return !isSecure && query.Equals("udp", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TrySplit(ReadOnlySpan<char> text, int defaultPort, out string host, out int port)
    {
        port = defaultPort;
        host = string.Empty;
        var isLiteral = false;
        ReadOnlySpan<char> rest;
        if (text.StartsWith("["))
        {
            var end = text.IndexOf(']');
            if (end < 0 || text[1..end].ContainsAnyExcept(LiteralCharacters) || !IPAddress.TryParse(text[1..end], out var address)
                || address.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return false;
            }

            isLiteral = true;
            host = text[1..end].ToString();
            rest = text[(end + 1)..];
        }
        else
        {
            var end = text.IndexOf(':');
            host = (end < 0 ? text : text[..end]).ToString();
            rest = end < 0 ? [] : text[end..];
        }

        if (host.Length is 0 or > MaxHostLength || (!isLiteral && !IsName(host)))
        {
            return false;
        }

        return rest.IsEmpty || (rest[0] == ':' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort);
    }

    /// <summary>What has only digits and dots is meant as an address; "127.1" and the like are read differently everywhere.</summary>
    private static bool IsName(string host)
    {
        if (host.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return false;
        }

        return host.AsSpan().ContainsAnyExcept(DottedCharacters) || (host.Split('.') is { Length: 4 } parts && parts.All(static part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
    }
}
