using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Redis;

/// <summary>What a backplane logs.</summary>
internal static partial class BackplaneLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Redis is there; among others this server is {Server}.")]
    public static partial void Connected(ILogger logger, string server);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Redis is not there: clients of this server go on among themselves, those of others cannot be reached.")]
    public static partial void Lost(ILogger logger, Exception? failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Redis has lost what it was told; this server registers its clients again.")]
    public static partial void Reset(ILogger logger);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "{Count} clients are gone: their server no longer renews them.")]
    public static partial void Gone(ILogger logger, int count);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "What came by Redis was not as servers write it, and was left out.")]
    public static partial void Invalid(ILogger logger);
}
