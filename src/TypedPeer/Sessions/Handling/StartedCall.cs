using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;

namespace TypedPeer.Sessions.Handling;

/// <summary>
/// The call whose handler this thread is starting. A handler that ends without having awaited anything is answered by the same thread,
/// which then takes the next call: both are one entry into the session.
/// </summary>
internal sealed class StartedCall
{
    [ThreadStatic]
    private static StartedCall? s_current;

    private IncomingCall? _call;
    private Answer _answer;

    /// <summary>Gets the calling thread's, for that thread alone.</summary>
    public static StartedCall Current => s_current ??= new();

    /// <summary>Keeps an answer to the call that this thread is starting. False where it is none.</summary>
    public static bool TryKeep(in Answer answer)
    {
        if (s_current is not { _call: { } call } current || !ReferenceEquals(call, answer.Call))
        {
            return false;
        }

        current._call = null;
        current._answer = answer;
        return true;
    }

    /// <summary>Starts a handler. Its answer, if it came meanwhile on this thread; it is the caller's to give.</summary>
    public bool Start(HandlerQueue queue, PeerIncomingCall call, out Answer answer)
    {
        var (outer, outerAnswer) = (_call, _answer);
        _call = call.Call;
        queue.Start(call);
        var isAnswered = _call is null;
        answer = isAnswered ? _answer : default;
        (_call, _answer) = (outer, outerAnswer);
        return isAnswered;
    }
}
