using TypedPeer.Signaling.Server.Core;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>What the driver is to look at when it has left the core.</summary>
/// <param name="ToSend">For whom it is to begin to send, by <see cref="ConnectionState.NextWoken"/>.</param>
/// <param name="Ended">What was ended, by <see cref="ConnectionState.NextEnded"/>.</param>
internal readonly record struct Woken(ConnectionState? ToSend, ConnectionState? Ended);
