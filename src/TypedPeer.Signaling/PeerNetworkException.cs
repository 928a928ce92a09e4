namespace TypedPeer.Signaling;

/// <summary>Something about a <see cref="PeerNetwork"/> failed; <see cref="Error"/> says what, for programs, and the message for developers.</summary>
public sealed class PeerNetworkException : Exception
{
    /// <summary>Says why.</summary>
    public PeerNetworkException(PeerNetworkError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Gets the kind of failure.</summary>
    public PeerNetworkError Error { get; }

    /// <summary>Gets the kind of failure as a short word that stays the same over versions and languages, such as <c>peer-unavailable</c>.</summary>
    public string Code => CodeOf(Error);

    /// <summary>Gets whether the same may succeed later.</summary>
    internal bool IsTransient => Error is PeerNetworkError.PeerUnavailable or PeerNetworkError.NoPath or PeerNetworkError.ServerUnreachable or PeerNetworkError.ServerLost
        or PeerNetworkError.ServerFull or PeerNetworkError.TooMany or PeerNetworkError.ReceiverBusy or PeerNetworkError.Timeout or PeerNetworkError.Failed;

    /// <summary>Reads a code; null where it is none that is known.</summary>
    internal static PeerNetworkError? ErrorOf(string? code)
    {
        foreach (var error in Enum.GetValues<PeerNetworkError>())
        {
            if (CodeOf(error) == code)
            {
                return error;
            }
        }

        return code == "closing" ? PeerNetworkError.ServerLost : null;
    }

    internal static string CodeOf(PeerNetworkError error) => error switch
    {
        PeerNetworkError.PeerUnavailable => "peer-unavailable",
        PeerNetworkError.IdTaken => "id-taken",
        PeerNetworkError.InvalidId => "invalid-id",
        PeerNetworkError.InvalidKey => "invalid-key",
        PeerNetworkError.TokenRefused => "token-refused",
        PeerNetworkError.NotAuthorized => "not-authorized",
        PeerNetworkError.NoPath => "no-path",
        PeerNetworkError.FingerprintMismatch => "fingerprint-mismatch",
        PeerNetworkError.RoomsUnsupported => "rooms-unsupported",
        PeerNetworkError.ServerUnreachable => "server-unreachable",
        PeerNetworkError.ServerLost => "server-lost",
        PeerNetworkError.ServerFull => "server-full",
        PeerNetworkError.RoomFull => "room-full",
        PeerNetworkError.InvalidRoom => "invalid-room",
        PeerNetworkError.TooManyRooms => "too-many-rooms",
        PeerNetworkError.NotInRoom => "not-in-room",
        PeerNetworkError.Refused => "refused",
        PeerNetworkError.TooLarge => "too-large",
        PeerNetworkError.TooMany => "too-many",
        PeerNetworkError.ReceiverBusy => "receiver-busy",
        PeerNetworkError.InvalidMessage => "invalid-message",
        PeerNetworkError.Timeout => "timeout",
        PeerNetworkError.Closed => "closed",
        PeerNetworkError.TakenOver => "taken-over",
        _ => "failed",
    };
}
