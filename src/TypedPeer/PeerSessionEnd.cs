using TypedPeer.Channels;

namespace TypedPeer;

/// <summary>Why a session ended.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Status">The code that calls in flight failed with; <see cref="PeerStatus.Ok"/> when none were.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="ChannelReason">Why the channel closed, where that came first.</param>
public sealed record PeerSessionEnd(PeerSessionEndKind Kind, PeerStatus Status, string Message, PeerChannelCloseReason? ChannelReason = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Message}";
}
