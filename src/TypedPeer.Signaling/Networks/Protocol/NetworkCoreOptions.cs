using System.Text.Json;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What <see cref="NetworkCore"/> is told when it begins. Times are microseconds.</summary>
internal sealed record NetworkCoreOptions
{
    /// <summary>Gets the room to be in; null for none.</summary>
    public string? Room { get; init; }

    /// <summary>Gets what the others are told of this side.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Gets how long the server may take to let this side in, and to answer.</summary>
    public long Timeout { get; init; } = 15_000_000;

    /// <summary>Gets the shortest delay between two attempts.</summary>
    public long MinDelay { get; init; } = 500_000;

    /// <summary>Gets the longest delay between two attempts.</summary>
    public long MaxDelay { get; init; } = 30_000_000;

    /// <summary>Gets how many peers of a room are remembered.</summary>
    public int MaxPeers { get; init; } = 10_000;

    /// <summary>Gets what delays are drawn from.</summary>
    public Random Random { get; init; } = Random.Shared;
}
