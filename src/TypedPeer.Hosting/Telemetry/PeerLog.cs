using Microsoft.Extensions.Logging;

namespace TypedPeer.Hosting.Telemetry;

/// <summary>Every message this library logs. The event ids are stable.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(1, LogLevel.Information, "Session {Session} with {Peer} started")]
    public static partial void SessionStarted(ILogger logger, string session, string peer);

    [LoggerMessage(2, LogLevel.Information, "Session {Session} ended: {Kind}: {Reason}")]
    public static partial void SessionEnded(ILogger logger, string session, PeerSessionEndKind kind, string reason);

    [LoggerMessage(3, LogLevel.Information, "Listening for peers on {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(4, LogLevel.Information, "Joined a network as {Id}")]
    public static partial void Joined(ILogger logger, string id);

    [LoggerMessage(5, LogLevel.Warning, "A network was not joined, and is tried again: {Reason}")]
    public static partial void NotJoined(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Error, "A network is over: {Reason}")]
    public static partial void NetworkOver(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Debug, "{Method} answered in {Milliseconds} ms")]
    public static partial void CallAnswered(ILogger logger, string method, double milliseconds);

    [LoggerMessage(11, LogLevel.Information, "{Method} failed with {Status} after {Milliseconds} ms")]
    public static partial void CallFailed(ILogger logger, string method, PeerStatus status, double milliseconds);

    [LoggerMessage(12, LogLevel.Error, "The handler of {Method} failed; the peer was not told why")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(14, LogLevel.Debug, "{Method} was given up by its caller after {Milliseconds} ms")]
    public static partial void CallCancelled(ILogger logger, string method, double milliseconds);

    [LoggerMessage(13, LogLevel.Warning, "{Method} was refused to {User} in session {Session}: {Status}")]
    public static partial void CallDenied(ILogger logger, string method, string user, string session, PeerStatus status);

    [LoggerMessage(20, LogLevel.Trace, "{Frame}")]
    public static partial void Frame(ILogger logger, string frame);
}
