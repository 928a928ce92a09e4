using System.Buffers;
using System.Text;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>
/// The head of a request for a client's WebSocket, of the plainest kind. It knows no more of HTTP than clients use: what is in any way unusual is none, and left to a server that knows all of it.
/// </summary>
internal ref struct RequestHead
{
    /// <summary>What stands in a target without having to be decoded.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@"u8);

    private static readonly SearchValues<byte> HostBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:[]"u8);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> Token;
    public ReadOnlySpan<byte> Key;
    public ReadOnlySpan<byte> Version;
    public ReadOnlySpan<byte> Additions;
    public ReadOnlySpan<byte> Host;
    public ReadOnlySpan<byte> Origin;
    public ReadOnlySpan<byte> WebSocketKey;

    /// <summary>How many bytes it has, the empty line included.</summary>
    public int Length;

    private bool _isUpgrade;
    private bool _isWebSocket;
    private bool _isOurVersion;

    /// <summary>Reads a head.</summary>
    /// <param name="bytes">What the client has sent so far.</param>
    /// <param name="path">The path of the WebSocket.</param>
    /// <param name="head">The head, which refers to the bytes.</param>
    /// <returns>False where it is none, or not whole.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> path, out RequestHead head)
    {
        head = default;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        head.Length = end + 4;
        var lines = bytes[..(end + 2)];
        if (!TryTakeLine(ref lines, out var line) || !head.TryReadTarget(line, path))
        {
            return false;
        }

        while (!lines.IsEmpty)
        {
            if (!TryTakeLine(ref lines, out line) || !TrySplit(line, out var name, out var value) || !head.TryReadField(name, value))
            {
                return false;
            }
        }

        return head is { _isUpgrade: true, _isWebSocket: true, _isOurVersion: true, WebSocketKey.IsEmpty: false, Host.IsEmpty: false };
    }

    /// <summary>Takes the next line without its end. A line has visible ASCII, spaces and tabs alone.</summary>
    public static bool TryTakeLine(scoped ref ReadOnlySpan<byte> lines, out ReadOnlySpan<byte> line)
    {
        var end = lines.IndexOf("\r\n"u8);
        line = lines[..Math.Max(0, end)];
        lines = lines[(end + 2)..];
        foreach (var letter in line)
        {
            if (letter is < 0x20 and not (byte)'\t' or > 0x7E)
            {
                return false;
            }
        }

        return end > 0;
    }

    /// <summary>Splits a field.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        name = line[..Math.Max(0, colon)];
        value = line[(colon + 1)..].Trim(" \t"u8);
        return colon > 0 && !name.ContainsAnyExcept(NameBytes);
    }

    private static bool TrySet(ref ReadOnlySpan<byte> member, ReadOnlySpan<byte> value)
    {
        var isFirst = member.IsEmpty && !value.IsEmpty;
        member = value;
        return isFirst;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

    private static bool HasUpgrade(ReadOnlySpan<byte> connection)
    {
        foreach (var part in connection.Split((byte)','))
        {
            if (Is(connection[part].Trim(" \t"u8), "upgrade"u8))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadTarget(ReadOnlySpan<byte> line, ReadOnlySpan<byte> path)
    {
        var before = "GET "u8;
        var after = " HTTP/1.1"u8;
        if (line.Length < before.Length + after.Length || !line.StartsWith(before) || !line.EndsWith(after))
        {
            return false;
        }

        var target = line[before.Length..^after.Length];
        if (!target.StartsWith(path) || target.Length <= path.Length || target[path.Length] != (byte)'?')
        {
            return false;
        }

        var query = target[(path.Length + 1)..];
        foreach (var part in query.Split((byte)'&'))
        {
            var pair = query[part];
            var equals = pair.IndexOf((byte)'=');
            if (equals < 0 || pair[(equals + 1)..].ContainsAnyExcept(Plain) || !TryReadParameter(pair[..equals], pair[(equals + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadParameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        name.SequenceEqual("id"u8) ? TrySet(ref Id, value)
        : name.SequenceEqual("token"u8) ? TrySet(ref Token, value)
        : name.SequenceEqual("key"u8) ? TrySet(ref Key, value)
        : name.SequenceEqual("version"u8) ? TrySet(ref Version, value)
        : name.SequenceEqual("typedpeer"u8) && TrySet(ref Additions, value);

    private bool TryReadField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "connection"u8))
        {
            _isUpgrade |= HasUpgrade(value);
            return true;
        }

        if (Is(name, "upgrade"u8))
        {
            (var isFirst, _isWebSocket) = (!_isWebSocket, Is(value, "websocket"u8));
            return isFirst && _isWebSocket;
        }

        if (Is(name, "sec-websocket-version"u8))
        {
            (var isFirst, _isOurVersion) = (!_isOurVersion, value.SequenceEqual("13"u8));
            return isFirst && _isOurVersion;
        }

        if (Is(name, "sec-websocket-key"u8))
        {
            return Handshake.IsKey(value) && TrySet(ref WebSocketKey, value);
        }

        if (Is(name, "host"u8))
        {
            return !value.ContainsAnyExcept(HostBytes) && TrySet(ref Host, value);
        }

        if (Is(name, "origin"u8))
        {
            return TrySet(ref Origin, value);
        }

        // A request with a body, or one that waits for an answer before it goes on.
        return !Is(name, "content-length"u8) && !Is(name, "transfer-encoding"u8) && !Is(name, "expect"u8);
    }
}
