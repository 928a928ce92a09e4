namespace TypedPeer.Channels;

/// <summary>Why a channel closed.</summary>
/// <param name="Kind">Who or what closed it.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="Exception">The failure beneath, if any.</param>
public sealed record PeerChannelCloseReason(PeerChannelCloseKind Kind, string Message, Exception? Exception = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Message}";
}
