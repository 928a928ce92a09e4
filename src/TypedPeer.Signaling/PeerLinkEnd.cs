namespace TypedPeer.Signaling;

/// <summary>Why a link is over.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="Session">How the last session ended; null where there was none.</param>
/// <param name="Exception">What the last attempt to dial anew failed with; null where there was none.</param>
public sealed record PeerLinkEnd(PeerLinkEndKind Kind, string Message, PeerSessionEnd? Session = null, Exception? Exception = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Message}";
}
