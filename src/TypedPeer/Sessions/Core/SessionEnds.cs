using TypedPeer.Channels;
using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Core;

/// <summary>What the ends of a session say.</summary>
internal static class SessionEnds
{
    public static PeerSessionEnd NotAuthorized => new(PeerSessionEndKind.NotAuthorized, PeerStatus.PermissionDenied, "The peer is not authorised.");

    public static PeerSessionEnd Suspended => Lost("The peer suspended the session.");

    public static PeerSessionEnd StoppedEarly => new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, "The session was stopped before the peer had said hello.");

    public static PeerSessionEnd Crashed(Exception exception) => new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, $"The session failed: {ExceptionText.MessageOf(exception)}");

    public static PeerSessionEnd Broken(string error) => new(PeerSessionEndKind.ProtocolError, PeerStatus.ProtocolError, $"The peer broke the protocol: {error}.");

    public static PeerSessionEnd Closes(PeerChannelCloseReason? reason, Exception exception) =>
        Lost($"The channel closed: {PeerText.Clean(reason?.Message ?? ExceptionText.MessageOf(exception))}", reason);

    public static PeerSessionEnd Closed(PeerChannelCloseReason reason, bool isStopping) =>
        Lost($"{(isStopping ? "The channel closed while the session was ending" : "The channel closed")}: {PeerText.Clean(reason.Message)}", reason);

    public static PeerSessionEnd Failed(Exception exception)
    {
        var message = ExceptionText.MessageOf(exception);
        return Lost($"The channel failed: {message}", new(PeerChannelCloseKind.ConnectionLost, message, exception));
    }

    public static PeerSessionEnd TooSmall(int size, int least) => new(
        PeerSessionEndKind.Aborted,
        PeerStatus.FailedPrecondition,
        $"The channel takes messages of at most {size} bytes; a session needs {least} (max-message-size in the peer's description).");

    public static PeerSessionEnd Refused(string reason) =>
        new(PeerSessionEndKind.Aborted, PeerStatus.FailedPrecondition, $"The channel cannot carry a session: {reason}");

    /// <param name="loss">How the channel was lost; null where the peer noticed it first.</param>
    /// <param name="reason">Why the session did not go on over another.</param>
    public static PeerSessionEnd NotResumed(PeerSessionEnd? loss, string reason)
    {
        loss ??= Lost("The peer left the channel.");
        return loss with { Message = $"{loss.Message} The session was not resumed: {reason}." };
    }

    public static PeerSessionEnd Lost(string message, PeerChannelCloseReason? reason = null) => new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, message, reason);
}
