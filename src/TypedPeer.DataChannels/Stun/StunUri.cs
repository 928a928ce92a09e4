using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Stun;

/// <summary>The address of a STUN server as people write it (RFC 7064).</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Host">A name or an address, without brackets.</param>
/// <param name="Port">The UDP port; 3478 when none is given.</param>
internal sealed record StunUri(string Text, string Host, int Port)
{
    private const int DefaultPort = 3478;

    /// <summary>What a host name has at most (RFC 1035).</summary>
    private const int MaxHostLength = 255;

    /// <summary>Of a reg-name (RFC 3986, section 3.2.2) those that a resolver can make anything of: names of other scripts are given in their ASCII form.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=");

    private static readonly SearchValues<char> DottedCharacters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> LiteralCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads the addresses of all servers.</summary>
    /// <exception cref="ArgumentException">One is none, or a server has none.</exception>
    public static StunUri[] ParseAll(IReadOnlyList<IceServer> servers)
    {
        var parsed = new List<StunUri>();
        foreach (var server in servers)
        {
            if (server is null)
            {
                throw new ArgumentException("One of the ICE servers is null.");
            }

            parsed.AddRange(server.Urls.Select(Parse));
        }

        return [.. parsed];
    }

    /// <exception cref="ArgumentException">It is no address of a STUN server over UDP, or that of a relay.</exception>
    public static StunUri Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? string.Empty : text[..colon].ToLowerInvariant();
        switch (scheme)
        {
            case "stun":
                break;
            case "turn" or "turns":
                throw new ArgumentException($"'{text}' is a TURN relay; relays are not supported. Peers that need one cannot connect; 'stun:' servers serve all others.");
            case "stuns":
                throw new ArgumentException($"'{text}' is STUN over TLS, which is not supported; use 'stun:'.");
            default:
                throw new ArgumentException($"'{text}' is not the address of an ICE server such as 'stun:stun.example.org:3478'.");
        }

        if (!TrySplit(text.AsSpan(colon + 1), out var host, out var port))
        {
            throw new ArgumentException($"'{text}' is not the address of a STUN server such as 'stun:stun.example.org:3478' or 'stun:[2001:db8::1]'.");
        }

        return new StunUri(text, host, port);
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out string host, out int port)
    {
        port = DefaultPort;
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
