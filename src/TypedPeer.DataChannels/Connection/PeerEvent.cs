namespace TypedPeer.DataChannels.Connection;

/// <summary>Something the core tells its driver; which fields count depends on <see cref="Kind"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The channel or candidate it happened to.</param>
/// <param name="Value">A state, or for a message whether it is text.</param>
/// <param name="Buffer">A message's bytes, rented.</param>
/// <param name="Length">How many of them.</param>
/// <param name="Detail">The reason of a close.</param>
internal readonly record struct PeerEvent(
    PeerEventKind Kind,
    object? Subject = null,
    int Value = 0,
    byte[]? Buffer = null,
    int Length = 0,
    object? Detail = null);
