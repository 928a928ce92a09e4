using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Failures;

/// <summary>What a value that cannot be written means: for the caller whose arguments they are, and for a handler's result and items.</summary>
internal static class Unwritable
{
    /// <summary>Returns what the caller is thrown, before anything was sent.</summary>
    public static PeerException Arguments(PeerMethod method, Exception exception) =>
        new(StatusOf(exception), $"The arguments of {method} cannot be sent: {ExceptionText.MessageOf(exception)}", PeerCallFate.NotSent, exception);

    /// <summary>Returns what the call, or the stream, of a result or an item ends with. What the value's own code throws stays what it is.</summary>
    /// <param name="what">The result or the item, at the beginning of a sentence.</param>
    /// <param name="exception">What happened while it was written.</param>
    public static Exception Value(string what, Exception exception) => exception is PeerDataException or PeerException { Origin: FailureOrigin.OtherCall }
        ? new PeerException(StatusOf(exception), $"{what} cannot be sent: {exception.Message}", exception) { Origin = FailureOrigin.OwnValue }
        : exception;

    private static PeerStatus StatusOf(Exception exception) => exception switch
    {
        PeerDataException data => data.Status,
        PeerException { Status: not PeerStatus.Ok } peer => peer.Status,
        _ => PeerStatus.InvalidData,
    };
}
