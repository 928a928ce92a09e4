using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Addresses;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels;

/// <summary>
/// Where a listener is and who it is: all that another peer, .NET or a page, needs to connect to it without any signalling. Equal where the
/// certificate and the end points are, in this order. Immutable.
/// </summary>
/// <remarks>
/// As text it is <c>typedpeer://1.HASH@192.0.2.7:4433,[2001:db8::1]:4433</c>: the version, the sha-256 hash of the listener's certificate in
/// base64url without padding (RFC 4648, section 5), and up to <see cref="MaxEndPoints"/> IP addresses with their UDP ports. Whoever has the
/// text can reach the listener, and knows that it is the one.
/// </remarks>
public sealed class PeerAddress : IEquatable<PeerAddress>, ISpanParsable<PeerAddress>
{
    /// <summary>The most end points of an address: each is one more that a dialler tries.</summary>
    public const int MaxEndPoints = 8;

    private const string Scheme = "typedpeer://";
    private const string Version = "1.";
    private const int HashLength = 32;
    private const int HashTextLength = 43;

    /// <summary>"[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535," is the longest an end point can be.</summary>
    private const int MaxEndPointLength = 54;

    private readonly byte[] _hash;
    private readonly IPEndPoint[] _endPoints;

    /// <summary>Makes an address.</summary>
    /// <param name="identity">The sha-256 fingerprint of the listener's certificate, as <see cref="PeerConnection.LocalIdentity"/> has it.</param>
    /// <param name="endPoints">1 to <see cref="MaxEndPoints"/> addresses of single hosts, without a zone, each with a port.</param>
    /// <exception cref="ArgumentException">The fingerprint is not one of sha-256, or an end point cannot be sent to.</exception>
    public PeerAddress(PeerIdentity identity, params IEnumerable<IPEndPoint> endPoints)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(endPoints);
        _hash = ReadFingerprint(identity) ?? throw new ArgumentException($"'{identity}' is not a sha-256 fingerprint.", nameof(identity));
        _endPoints = [.. endPoints.Select(static endPoint => Normalize(endPoint)).Distinct()];
        if (_endPoints.Length is 0 or > MaxEndPoints)
        {
            throw new ArgumentException($"An address has 1 to {MaxEndPoints} end points, not {_endPoints.Length}.", nameof(endPoints));
        }

        if (Array.Find(_endPoints, static endPoint => !IsUsable(endPoint)) is { } useless)
        {
            throw new ArgumentException($"{useless} is not the address of one host with a port.", nameof(endPoints));
        }
    }

    private PeerAddress(byte[] hash, IPEndPoint[] endPoints)
    {
        _hash = hash;
        _endPoints = endPoints;
    }

    /// <summary>Gets where the listener is.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => Array.AsReadOnly(_endPoints);

    /// <summary>Gets who the listener is: the sha-256 fingerprint of its certificate.</summary>
    public PeerIdentity Identity => new("sha-256", HexText.WritePairs(_hash));

    /// <summary>Gets the hash of the listener's certificate.</summary>
    internal ReadOnlySpan<byte> CertificateHash => _hash;

    /// <summary>Says whether two addresses name the same listener at the same places.</summary>
    public static bool operator ==(PeerAddress? left, PeerAddress? right) => left?.Equals(right) ?? right is null;

    /// <summary>Says whether two addresses differ.</summary>
    public static bool operator !=(PeerAddress? left, PeerAddress? right) => !(left == right);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is none, or one of another version.</exception>
    public static PeerAddress Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), null);
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">The text is none, or one of another version.</exception>
    static PeerAddress IParsable<PeerAddress>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>Reads an address. Culture plays no part.</summary>
    /// <exception cref="FormatException">The text is none, or one of another version.</exception>
    public static PeerAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var address) ? address : throw new FormatException(PeerAddressText.Explain(s));

    /// <summary>Reads an address; false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, [MaybeNullWhen(false)] out PeerAddress result) => TryParse(s.AsSpan(), null, out result);

    /// <summary>Reads an address; false for any other text.</summary>
    static bool IParsable<PeerAddress>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out PeerAddress result) => TryParse(s.AsSpan(), provider, out result);

    /// <summary>Reads an address; false for any other text. Culture plays no part.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out PeerAddress result)
    {
        result = null;
        var head = Scheme.Length + Version.Length + HashTextLength;
        if (s.Length <= head + 1 || s.Length > head + 1 + (MaxEndPoints * MaxEndPointLength)
            || !s.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !s[Scheme.Length..].StartsWith(Version, StringComparison.Ordinal)
            || s[head] != '@'
            || PeerAddressText.ReadHash(s.Slice(Scheme.Length + Version.Length, HashTextLength), HashLength) is not { } hash
            || ReadEndPoints(s[(head + 1)..]) is not { } endPoints)
        {
            return false;
        }

        result = new PeerAddress(hash, endPoints);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(PeerAddress? other) => other is not null && _hash.AsSpan().SequenceEqual(other._hash) && _endPoints.AsSpan().SequenceEqual(other._endPoints);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PeerAddress);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_hash);
        foreach (var endPoint in _endPoints)
        {
            hash.Add(endPoint);
        }

        return hash.ToHashCode();
    }

    /// <summary>Gets the address as text, as <see cref="Parse(string)"/> reads it.</summary>
    public override string ToString() => $"{Scheme}{Version}{Base64Url.EncodeToString(_hash)}@{string.Join(',', (object[])_endPoints)}";

    private static byte[]? ReadFingerprint(PeerIdentity identity)
    {
        if (!string.Equals(identity.Algorithm, "sha-256", StringComparison.OrdinalIgnoreCase) || identity.Fingerprint.Length != (HashLength * 3) - 1)
        {
            return null;
        }

        var hash = new byte[HashLength];
        for (var i = 0; i < HashLength; i++)
        {
            var pair = identity.Fingerprint.AsSpan(i * 3);
            if ((pair.Length > 2 && pair[2] != ':') || !byte.TryParse(pair[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash[i]))
            {
                return null;
            }
        }

        return hash;
    }

    private static IPEndPoint[]? ReadEndPoints(ReadOnlySpan<char> text)
    {
        var endPoints = new List<IPEndPoint>();
        for (var isLast = false; !isLast;)
        {
            var comma = text.IndexOf(',');
            isLast = comma < 0;
            var part = isLast ? text : text[..comma];
            text = text[(comma + 1)..];
            if (endPoints.Count == MaxEndPoints || !PeerAddressText.TryReadEndPoint(part, out var endPoint))
            {
                return null;
            }

            endPoint = Normalize(endPoint);
            if (!IsUsable(endPoint) || endPoints.Contains(endPoint))
            {
                return null;
            }

            endPoints.Add(endPoint);
        }

        return [.. endPoints];
    }

    /// <summary>A copy that nobody else can change; an IPv4 address in IPv6 clothes becomes IPv4.</summary>
    private static IPEndPoint Normalize(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new IPEndPoint(endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address, endPoint.Port);
    }

    /// <summary>A zone means nothing elsewhere, so link-local addresses have no place here.</summary>
    private static bool IsUsable(IPEndPoint endPoint)
    {
        var address = endPoint.Address;
        return endPoint.Port != 0 && address.AddressFamily switch
        {
            AddressFamily.InterNetwork => address.GetAddressBytes()[0] is not 0 and < 224,
            AddressFamily.InterNetworkV6 => !address.IsIPv6Multicast && !address.IsIPv6LinkLocal && address.ScopeId == 0 && !address.Equals(IPAddress.IPv6Any),
            _ => false,
        };
    }
}
