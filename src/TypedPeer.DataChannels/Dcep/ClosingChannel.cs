namespace TypedPeer.DataChannels.Dcep;

/// <summary>A channel that is closing.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Deadline">When it is given up.</param>
internal sealed record ClosingChannel(DataChannelCore Channel, long Deadline);
