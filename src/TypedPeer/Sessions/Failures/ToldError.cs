namespace TypedPeer.Sessions.Failures;

/// <summary>What the peer is told of an exception of user code: what the code announced, and nothing else unless asked for.</summary>
internal static class ToldError
{
    /// <summary>Returns what the handler is told about items of the caller's own that failed. The caller finds the exception within its call's.</summary>
    /// <param name="exception">What the items threw.</param>
    /// <param name="what">The streamed argument.</param>
    /// <param name="options">Whether more is told.</param>
    public static (PeerStatus Status, string Message) OfItems(Exception exception, string what, PeerSessionOptions options) => Unwrap(exception) switch
    {
        PeerException { Origin: not FailureOrigin.OtherCall } e => (NotOk(e.Status), ExceptionText.MessageOf(e)),
        OperationCanceledException => (PeerStatus.Cancelled, $"{what} was cancelled by its producer."),
        var e => Hidden(e, what, options),
    };

    /// <summary>Returns what the peer is told of what code did not announce.</summary>
    public static (PeerStatus Status, string Message) Hidden(Exception exception, string what, PeerSessionOptions options) => (
        PeerStatus.HandlerFailed,
        options.IncludeExceptionDetails ? $"{exception.GetType().FullName}: {ExceptionText.MessageOf(exception)}" : $"{what} failed; the details are known on its side only.");

    /// <summary>A failure is not told as success, nor as a number that no frame carries.</summary>
    public static PeerStatus NotOk(PeerStatus status) => status <= PeerStatus.Ok ? PeerStatus.HandlerFailed : status;

    /// <summary>Waiting for a task synchronously wraps what it throws.</summary>
    public static Exception Unwrap(Exception exception) =>
        exception is AggregateException aggregate && aggregate.Flatten() is { InnerExceptions: [var single] } ? single : exception;
}
