using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>What a STUN or TURN server was asked from one local address, and what it answered.</summary>
public sealed record IceServerInfo
{
    /// <summary>Gets the server's address as it was given.</summary>
    public required string Url { get; init; }

    /// <summary>Gets where it was asked; null where its name has no address.</summary>
    public IPEndPoint? Server { get; init; }

    /// <summary>Gets the local address that it was asked from; null where it was asked from none.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>Gets the address that it gave: how it sees this side (STUN), or the one it relays for (TURN). Null while there is none.</summary>
    public IPEndPoint? Given { get; init; }

    /// <summary>Gets the code of an error it answered with, as in <see cref="IceCandidateError.ErrorCode"/>; 0 for none.</summary>
    public int ErrorCode { get; init; }

    /// <summary>Gets what came of it, as a sentence without its end.</summary>
    public required string Outcome { get; init; }

    /// <summary>Gets whether it is not known yet what comes of it.</summary>
    public bool IsPending { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Url}{(Server is null ? string.Empty : $" at {Server}")}{(Local is null ? string.Empty : $" from {Local}")}: {Outcome}";
}
