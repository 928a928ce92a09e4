using TypedPeer.Channels;

namespace TypedPeer;

/// <summary>Why a session ended.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Status">The code that calls in flight failed with; <see cref="PeerStatus.Ok"/> when none were.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="ChannelReason">Why the channel closed, where that came first.</param>
public sealed record PeerSessionEnd(PeerSessionEndKind Kind, PeerStatus Status, string Message, PeerChannelCloseReason? ChannelReason = null)
{
    /// <summary>
    /// Gets how many one-way calls of this side the peer has not acknowledged, so that they may be lost or not; 0 where the session ended in order, but for those that crossed the goodbye of a peer that was gone before it could refuse them. Their callers were told that they were accepted. Only a session that
    /// resumes knows (<see cref="PeerSessionOptions.ResumeTimeout"/>).
    /// </summary>
    public int OneWayCallsUnacknowledged { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OneWayCallsUnacknowledged == 0 ? $"{Kind}: {Message}" : $"{Kind}: {Message} One-way calls that were not acknowledged: {OneWayCallsUnacknowledged}.";
}
