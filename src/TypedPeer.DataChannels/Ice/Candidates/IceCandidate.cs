using System.Net;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>An address a peer may be reached at, as the <c>candidate</c> attribute writes it (RFC 8839, section 5.1).</summary>
internal sealed record IceCandidate
{
    /// <summary>Candidates of equal foundation are likely to share their fate.</summary>
    public required string Foundation { get; init; }

    /// <summary>1; other components are parsed, and ignored by the agent.</summary>
    public int Component { get; init; } = 1;

    /// <summary>"udp" or "tcp"; others are parsed, and ignored by the agent.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Of a TCP candidate, which side connects: <c>active</c>, <c>passive</c> or <c>so</c> (RFC 6544, section 4.5).</summary>
    public string? TcpType { get; init; }

    /// <summary>The sender's preference.</summary>
    public required uint Priority { get; init; }

    /// <summary>Where to reach it; null while <see cref="HostName"/> is not resolved.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>The name some browsers show instead of an address (multicast DNS, ending in <c>.local</c>). The agent never resolves it; see <see cref="IceNamedCandidates"/>.</summary>
    public string? HostName { get; init; }

    /// <summary>The port that goes with <see cref="HostName"/>.</summary>
    public int HostPort { get; init; }

    /// <summary>How the address was learned.</summary>
    public required IceCandidateType Type { get; init; }

    /// <summary>The base of a reflexive candidate, for diagnosis only.</summary>
    public IPEndPoint? RelatedEndPoint { get; init; }

    /// <summary>The ICE session the candidate belongs to, if the sender says so.</summary>
    public string? UsernameFragment { get; init; }

    /// <summary>Whether it is reached by a TCP connection.</summary>
    public bool IsTcp => Transport.Equals("tcp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the agent can use it at all: UDP, or TCP to somebody who lets others connect; component 1; an address.</summary>
    public bool IsUsable => Component == 1 && EndPoint is not null
        && (IsTcp ? TcpType is "passive" or "so" : Transport.Equals("udp", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>candidate:...</c>, with or without <c>a=</c> before it. False on anything that is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IceCandidate? candidate) => IceCandidateText.TryParse(text, out candidate);

    /// <summary>The same candidate once somebody has resolved its name.</summary>
    public IceCandidate WithAddress(IPAddress address) => this with { EndPoint = new IPEndPoint(address, EndPoint?.Port ?? HostPort), HostName = null };

    /// <summary>Writes <c>candidate:...</c>, as RTCIceCandidate.candidate shows it.</summary>
    public override string ToString() => IceCandidateText.Write(this);
}
