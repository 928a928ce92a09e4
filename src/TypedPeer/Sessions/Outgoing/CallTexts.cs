using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>What callers are told of calls that this side ends, or does not make.</summary>
internal static class CallTexts
{
    public static string GivenUp(OutgoingCall call, PeerStatus status) => status == PeerStatus.DeadlineExceeded
        ? $"The call of {call.Method} took longer than its deadline allowed."
        : $"The call of {call.Method} was cancelled.";

    public static string TooLarge(OutgoingCall call, SessionState state) =>
        $"The answer of {call.Method} is larger than {state.Options.MaxMessageBytes} bytes ({nameof(PeerSessionOptions.MaxMessageBytes)}).";

    public static string OverBudget(OutgoingCall call, SessionState state) =>
        $"The answer of {call.Method} is larger than what is left of the session's budget of {state.Options.MaxReceiveBytes} bytes ({nameof(PeerSessionOptions.MaxReceiveBytes)}).";

    public static string NotServed(OutgoingCall call, string message) => $"The peer does not serve {call.Method}{(message.Length == 0 ? string.Empty : ": " + message)}";

    public static PeerException TooMuchQueued(OutgoingCall call, SessionState state, bool isOwedTooMuch)
    {
        var limit = call.QueueLimit < state.Options.MaxQueuedCallBytes ? $"{nameof(PeerGroupOptions.MaxQueuedBytes)} of the group" : nameof(PeerSessionOptions.MaxQueuedCallBytes);
        return new(
            PeerStatus.LimitExceeded,
            $"The call of {call.Method} was not queued: as many bytes of calls wait as {limit} allows"
                + (isOwedTooMuch ? ", and the peer has not ended the calls that were cancelled before." : "."),
            PeerCallFate.NotSent);
    }
}
