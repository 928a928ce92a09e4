using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>Every message the server logs. The event ids are stable.</summary>
internal static partial class SignalingLog
{
    [LoggerMessage(1, LogLevel.Debug, "Client {Id} connected")]
    public static partial void Connected(ILogger logger, string id);

    [LoggerMessage(2, LogLevel.Debug, "Client {Id} is gone: {Reason}")]
    public static partial void Disconnected(ILogger logger, string id, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Client {Id} at {Address} was cut off: {Reason}")]
    public static partial void CutOff(ILogger logger, string id, string address, string reason);

    [LoggerMessage(4, LogLevel.Debug, "The connection of client {Id} broke: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string id, string reason);

    [LoggerMessage(5, LogLevel.Information, "A client at {Address} that wanted id {Id} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string id, string address, string reason);

    [LoggerMessage(6, LogLevel.Error, "Who may be whom could not be asked for client {Id}, which was refused")]
    public static partial void AuthorizeFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "ICE servers could not be asked for client {Id}, which got none")]
    public static partial void IceServersFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "Serving client {Id} failed")]
    public static partial void ConnectionFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(EventId = 11, Message = "A connection failed before it was a client's")]
    public static partial void ArrivalFailed(ILogger logger, LogLevel level, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "Nobody can be accepted for the moment: {Reason}")]
    public static partial void NoneAccepted(ILogger logger, string reason);

    [LoggerMessage(9, LogLevel.Error, "The other servers could not be asked or told")]
    public static partial void BackplaneFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "A handler of the server's events failed")]
    public static partial void HandlerFailed(ILogger logger, Exception exception);
}
