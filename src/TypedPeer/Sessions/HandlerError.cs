namespace TypedPeer.Sessions;

/// <summary>What a peer is told about an exception of user code: what the code announced, and nothing else unless asked for.</summary>
internal static class HandlerError
{
    public static (PeerStatus Status, string Message) Describe(Exception exception, PeerSessionOptions options) => exception switch
    {
        PeerException e => (e.Status == PeerStatus.Ok ? PeerStatus.HandlerFailed : e.Status, e.Message),
        PeerDataException e => (PeerStatus.InvalidData, e.Message),
        OperationCanceledException => (PeerStatus.Cancelled, "The handler was cancelled."),
        _ when options.IncludeExceptionDetails => (PeerStatus.HandlerFailed, $"{exception.GetType().FullName}: {exception.Message}"),
        _ => (PeerStatus.HandlerFailed, "The handler failed; the details are known on its side only."),
    };
}
