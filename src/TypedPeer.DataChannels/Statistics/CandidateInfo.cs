using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>An address that one of the two sides may be reached at (the useful part of W3C's <c>RTCIceCandidateStats</c>).</summary>
public sealed record CandidateInfo
{
    /// <summary>Gets the address, or the name that a browser gives in its place (<c>.local</c>).</summary>
    public required string Address { get; init; }

    /// <summary>Gets the port.</summary>
    public int Port { get; init; }

    /// <summary>Gets the kind: host, srflx, prflx or relay.</summary>
    public required string Type { get; init; }

    /// <summary>Gets how it is reached: udp, or tcp.</summary>
    public required string Protocol { get; init; }

    /// <summary>Gets the base of a reflexive candidate, and of a relayed one the address by which the relay sees its client; null where there is none, or it is kept secret.</summary>
    public IPEndPoint? Related { get; init; }

    /// <summary>Gets whether nothing is sent there: a name that is not looked for, an address that a filter refuses, or more than are kept.</summary>
    public bool Ignored { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var address = Address.Contains(':', StringComparison.Ordinal) ? $"[{Address}]" : Address;
        return $"{Type,-5} {address}:{Port} {Protocol}{(Related is null ? string.Empty : $", of {Related}")}{(Ignored ? ", not used" : string.Empty)}";
    }
}
