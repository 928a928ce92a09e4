namespace TypedPeer.Channels;

/// <summary>The channel is closing or closed.</summary>
public sealed class PeerChannelClosedException : Exception
{
    /// <summary>Names the reason.</summary>
    public PeerChannelClosedException(PeerChannelCloseReason? reason = null)
        : base(reason is null ? "The channel is closing." : $"The channel is closed ({reason.Message})", reason?.Exception) => Reason = reason;

    /// <summary>Gets why the channel closed; null while it is still closing.</summary>
    public PeerChannelCloseReason? Reason { get; }
}
