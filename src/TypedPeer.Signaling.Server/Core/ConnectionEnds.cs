using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>What a client is told of the end of its connection.</summary>
internal static class ConnectionEnds
{
    /// <summary>Gives the end's code.</summary>
    public static string Code(ConnectionEnd end) => end switch
    {
        ConnectionEnd.TakenOver => ErrorCodes.TakenOver,
        ConnectionEnd.Forgotten => "forgotten",
        ConnectionEnd.Silent => ErrorCodes.Silent,
        ConnectionEnd.TooMany => ErrorCodes.TooMany,
        ConnectionEnd.TooLarge => ErrorCodes.TooLarge,
        ConnectionEnd.InvalidMessage => ErrorCodes.InvalidMessage,
        ConnectionEnd.SlowReader => ErrorCodes.SlowReader,
        ConnectionEnd.Closing => ErrorCodes.Closing,
        _ => "left",
    };

    /// <summary>Says whether the client was cut off for what it did.</summary>
    public static bool IsFault(ConnectionEnd end) => end is ConnectionEnd.Silent or ConnectionEnd.TooMany or ConnectionEnd.TooLarge or ConnectionEnd.InvalidMessage or ConnectionEnd.SlowReader;

    /// <summary>Writes what the client is told before the connection closes; null for nothing.</summary>
    public static OutgoingMessage? LastMessage(ConnectionEnd end, bool wantsAdditions)
    {
        var text = end switch
        {
            ConnectionEnd.TooMany => "Too many messages",
            ConnectionEnd.TooLarge => "The message is too large",
            ConnectionEnd.InvalidMessage => "The message is not valid",

            // These are the end of the socket and no error to a page, which would take it for one.
            ConnectionEnd.TakenOver when wantsAdditions => "The same client came by another connection",
            ConnectionEnd.Silent when wantsAdditions => "Nothing was heard of the client",
            ConnectionEnd.Closing when wantsAdditions => "The server stops",
            _ => null,
        };
        return text is null ? null : ServerMessages.Error(text, wantsAdditions ? Code(end) : null);
    }

    /// <summary>Gives the frame that closes the WebSocket, with its status (RFC 6455, section 7.4.1).</summary>
    public static OutgoingMessage Close(ConnectionEnd end) => end switch
    {
        ConnectionEnd.Left => CloseMessages.Normal,
        ConnectionEnd.Closing => CloseMessages.GoingAway,
        ConnectionEnd.TooLarge => CloseMessages.TooLarge,
        _ => CloseMessages.Refused,
    };
}
