using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Channels;

/// <summary>What a channel needs of its link.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Events">Raises events.</param>
/// <param name="Failed">Told of failures that nobody learns of otherwise.</param>
/// <param name="Ended">Told when the channel is over.</param>
internal sealed record ChannelOwner(TimeProvider Time, EventQueue Events, Action<string, Exception> Failed, Action<PeerLinkChannel> Ended);
