using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>What other servers are to learn of, in the order it happened.</summary>
internal enum ElsewhereKind
{
    /// <summary>A message for the members of a room.</summary>
    Publish,

    /// <summary>A message for a client.</summary>
    Route,

    /// <summary>A client left a room.</summary>
    Leave,

    /// <summary>A client has other metadata.</summary>
    ChangeMetadata,

    /// <summary>A client is gone.</summary>
    Unregister,
}

/// <summary>One thing that other servers are to learn of.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The client that did it.</param>
/// <param name="Target">The room, the receiver or the connection.</param>
/// <param name="Message">The message, which is held; null for none.</param>
/// <param name="Metadata">The metadata; empty for none.</param>
/// <param name="Asking">Who is told how many members got the message; null for nobody.</param>
/// <param name="Sequence">By which number.</param>
/// <param name="Reached">How many here did.</param>
internal readonly record struct ElsewhereWork(
    ElsewhereKind Kind, string Id, string Target, OutgoingMessage? Message = null, byte[]? Metadata = null, ConnectionState? Asking = null, long Sequence = 0, int Reached = 0);
