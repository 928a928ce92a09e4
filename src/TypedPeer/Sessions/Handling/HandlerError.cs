using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>
/// What becomes of an exception of user code: the peer is told what the code announced, and nothing else unless asked for; the
/// application here is told of everything that no caller learns.
/// </summary>
internal static class HandlerError
{
    /// <summary>Returns what the caller is told about a handler that failed, and tells the application what it is not told.</summary>
    public static (PeerStatus Status, string Message) OfHandler(Exception exception, PeerIncomingCall call)
    {
        exception = ToldError.Unwrap(exception);
        var (status, message, isTold) = Describe(exception, call);
        if (!isTold)
        {
            Report(exception, call);
        }

        return (status, message);
    }

    /// <summary>A handler failed once more, after what its caller was told.</summary>
    public static void Report(Exception exception, PeerIncomingCall call) =>
        FailureReport.Tell(call.Served.Method.ToString(), exception, call.Session.Options);

    /// <summary>Whether an exception only says that its call was given up.</summary>
    public static bool IsCancellation(Exception exception, PeerIncomingCall call) =>
        ToldError.Unwrap(exception) is OperationCanceledException or PeerException { Origin: FailureOrigin.OtherCall } && call.EndedWith != PeerStatus.Ok;

    /// <summary>Encodes the detail of an announced error, where the contract declares its type and it can be written; null otherwise.</summary>
    public static byte[]? EncodeDetail(Exception exception, PeerIncomingCall call)
    {
        if (ToldError.Unwrap(exception) is not PeerException { Detail: { } detail, Origin: FailureOrigin.Announced } || PeerErrorDetail.For(detail, call.Contract) is not { } declared)
        {
            return null;
        }

        try
        {
            var bytes = declared.Encode(detail);
            var room = call.Session.Chunk / 2;
            return bytes.Length <= room ? bytes : throw new PeerDataException($"the detail takes {bytes.Length} bytes; {room} travel with an error");
        }
#pragma warning disable CA1031 // The detail's own code may throw anything; the error travels without it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(new PeerDataException($"The detail of an error, a {detail.GetType()}, stayed at home: {ExceptionText.MessageOf(e)}", innerException: e), call);
            return null;
        }
    }

    private static (PeerStatus Status, string Message, bool IsTold) Describe(Exception exception, PeerIncomingCall call)
    {
        switch (exception)
        {
            case PeerException { Origin: not FailureOrigin.OtherCall } announced:
                return (ToldError.NotOk(announced.Status), ExceptionText.MessageOf(announced), !call.IsOneWay && announced.Origin == FailureOrigin.Announced);
            case var _ when IsCancellation(exception, call):
                return (call.EndedWith, call.CancelMessage, true);
            case ArgumentCancelledException:
                return (PeerStatus.Cancelled, ExceptionText.MessageOf(exception), !call.IsOneWay);
            case PeerDataException unread when !call.Taken.IsRead:
                return (unread.Status, $"The arguments of {call.Served.Method} are not what the contract says: {unread.Message}", !call.IsOneWay);
            default:
                var (status, message) = ToldError.Hidden(exception, $"The handler of {call.Served.Method}", call.Session.Options);
                return (status, message, false);
        }
    }
}
