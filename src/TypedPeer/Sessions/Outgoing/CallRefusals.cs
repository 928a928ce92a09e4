using TypedPeer.CompilerServices;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// What keeps a call of this side from being made: the end of the session; and, once the peer is known, limits, and contracts or methods
/// that the peer lacks or has in another shape (docs/protocol.md, "Start").
/// </summary>
internal sealed class CallRefusals(SessionState state, SharedContracts shared)
{
    /// <summary>Returns what the caller of a new call is told instead of making it; null when nothing keeps it from being made.</summary>
    public Exception? FindObstacle(OutgoingCall call)
    {
        if (call.State == OutgoingCallState.Ended)
        {
            return new OperationCanceledException($"The call of {call.Method} was cancelled.", call.CancelledBy);
        }

        if (state.End is { } end)
        {
            return new PeerException(
                end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status,
                $"The call of {call.Method} was not made: {end.Message}",
                PeerCallFate.NotSent);
        }

        if (state.IsStopping)
        {
            return new PeerException(PeerStatus.Unavailable, $"The call of {call.Method} was not made: the session is ending.", PeerCallFate.NotSent);
        }

        return state.Handshake.IsDone && Find(call, out var status) is { } refusal ? new PeerException(status, refusal, PeerCallFate.NotSent) : null;
    }

    /// <summary>Says what keeps a call from being sent, now that the peer is known; null when nothing does.</summary>
    public string? Find(OutgoingCall call, out PeerStatus status)
    {
        status = PeerStatus.LimitExceeded;
        if (call.ArgumentsLength > state.Handshake.PeerMaxMessage)
        {
            return $"The arguments of {call.Method} take {call.ArgumentsLength} bytes; the peer takes {state.Handshake.PeerMaxMessage} (its {nameof(PeerSessionOptions.MaxMessageBytes)}).";
        }

        var extras = (call.Extras?.Length ?? 0) + (call.Target.Encode(call.Method, state.Handshake.PeerFeatures)?.Length ?? 0);
        if (extras > state.Send.Chunk)
        {
            return $"Instance name and headers of the call of {call.Method} take {extras} bytes; one message of the channel takes {state.Send.Chunk}.";
        }

        status = PeerStatus.Unimplemented;
        return FindDrift(call);
    }

    private string? FindDrift(OutgoingCall call)
    {
        var target = call.Target;
        if (target.IsVerified)
        {
            return null;
        }

        if (state.Handshake.TryGetContract(target.Contract, out var fingerprint) && fingerprint == target.Fingerprint)
        {
            target.IsVerified = true;
            return null;
        }

        if (target.IsReference)
        {
            return FindDriftBehindReference(call, target);
        }

        if (!state.Handshake.TryGetShape(call.Method.Id, out var shape))
        {
            return Lacks(call.Method);
        }

        return Compare(call.Method, shape) ?? (IsMissed(call) ? $"The peer lacks {target.Descriptor.Name}, which {call.Method} was called on." : null);
    }

    /// <summary>Whether the peer has the method from another contract only; one that cannot be told which is meant answers by whichever it has.</summary>
    private bool IsMissed(OutgoingCall call) => (state.Handshake.PeerFeatures & PeerFeatures.ContractTargets) != 0
        && call.Target.IsInherited(call.Method) && !state.Handshake.TryGetContract(call.Target.Contract, out _);

    private string? FindDriftBehindReference(OutgoingCall call, CallTarget target)
    {
        if (shared.IsSame(target.Contract, target.Fingerprint))
        {
            target.IsVerified = true;
            return null;
        }

        if (shared.TryGetShape(call.Method.Id, out var described))
        {
            return described is { } known ? Compare(call.Method, known) : null;
        }

        // A peer that describes no contract of objects it hands out finds out by itself what it lacks.
        var isServed = state.Handshake.TryGetContract(target.Contract, out _);
        return isServed && state.Handshake.TryGetShape(call.Method.Id, out var served) ? Compare(call.Method, served)
            : isServed || shared.Knows(target.Contract) ? Lacks(call.Method)
            : null;
    }

    private static string Lacks(PeerMethod method) => $"The peer lacks {method}.";

    private static string? Compare(PeerMethod method, ulong shape) => shape == method.Shape
        ? null
        : $"The peer has {method}, but its parameters or its result have another shape there.";
}
