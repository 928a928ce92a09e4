using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;

namespace TypedPeer.Sessions.Handling;

/// <summary>
/// The call whose handler this thread is starting. A handler that ends without having awaited anything is answered by the same thread,
/// which then takes the next call: both are one entry into the session.
/// </summary>
internal static class StartedCall
{
    [ThreadStatic]
    private static IncomingCall? s_call;

    [ThreadStatic]
    private static Answer s_answer;

    /// <summary>Starts a handler. Its answer, if it came meanwhile on this thread; it is the caller's to give.</summary>
    public static bool Start(HandlerQueue queue, PeerIncomingCall call, out Answer answer)
    {
        var (outer, outerAnswer) = (s_call, s_answer);
        s_call = call.Call;
        queue.Start(call);
        var isAnswered = s_call is null;
        answer = isAnswered ? s_answer : default;
        (s_call, s_answer) = (outer, outerAnswer);

        return isAnswered;
    }

    /// <summary>Keeps an answer to the call that this thread is starting. False where it is none.</summary>
    public static bool TryKeep(in Answer answer)
    {
        if (s_call is null || !ReferenceEquals(s_call, answer.Call))
        {
            return false;
        }

        s_call = null;
        s_answer = answer;
        return true;
    }
}
