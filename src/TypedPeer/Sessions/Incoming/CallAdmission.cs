using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>Whether a call that comes is taken: its frame, the limits it counts against, and whom it is for.</summary>
internal sealed class CallAdmission(SessionState state, ServedContracts served, ReferenceTable references, ICallHost host)
{
    private readonly RefusedCalls _refused = new(state, host);

    private const string TooMuchHeld = $"The session holds as many bytes of the peer's calls as its options allow ({nameof(PeerSessionOptions.MaxReceiveBytes)}).";

    /// <summary>Gets how many bytes of calls the peer may still send.</summary>
    public CallWindow Window { get; } = new(state);

    /// <summary>A call came. Null, or what the peer did wrong.</summary>
    public string? OnCall(IncomingCallTable calls, ref FrameReader reader, int frameSize, long now)
    {
        if (!reader.TryVarint(ulong.MaxValue >> 1, out var id) || !reader.TryVarint(out var bits) || !reader.TryUInt64(out var method))
        {
            return "CALL is cut short";
        }

        if (!calls.TryCount(id))
        {
            return "CALL uses an identifier again";
        }

        if (!Window.TryTake(frameSize))
        {
            return "CALL past the call window";
        }

        var call = new Request(id, (CallFlags)bits, method, frameSize);
        if ((call.Flags & ~CallFlags.Known) != 0)
        {
            return Refuse(calls, call, PeerStatus.Unimplemented, "The call needs a feature this side does not have.");
        }

        if ((call.Flags & CallFlags.OneWay) == 0 && calls.Answered + state.Send.Answers.Count >= state.Options.MaxConcurrentCalls)
        {
            return $"CALL beyond the limit of {state.Options.MaxConcurrentCalls} at once";
        }

        return CallHeader.Read(ref reader, call.Flags, out var header) ?? Take(calls, call, header, reader.Rest, now);
    }

    /// <summary>A call that no handler will see, and whose caller is not told: the application is.</summary>
    public void Drop(PeerMethod method, PeerStatus status, string message) =>
        state.Add(new FailureReport(method.ToString(), new PeerException(status, message), state.Options));

    private string? Take(IncomingCallTable calls, in Request call, in CallHeader header, ReadOnlySpan<byte> arguments, long now)
    {
        if (state.IsStopping)
        {
            return Refuse(calls, call, PeerStatus.Unavailable, "The session is ending.");
        }

        string? refusal = null;
        var target = header.Reference == 0
            ? served.Find(header.Name, header.Contract, call.Method, out refusal)
            : references.Find(header.Reference, call.Method);
        if (target is null || (target.Method.Kind == PeerMethodKind.OneWay) != ((call.Flags & CallFlags.OneWay) != 0))
        {
            return header.Reference == 0
                ? Refuse(calls, call, PeerStatus.Unimplemented, refusal ?? string.Empty)
                : Refuse(calls, call, PeerStatus.NotFound, "The object was released, or lacks the method.");
        }

        if (calls.Streams + target.Method.Streams > state.Options.MaxConcurrentStreams)
        {
            return Refuse(
                calls, call, PeerStatus.LimitExceeded,
                $"{target.Method} was refused: More than {state.Options.MaxConcurrentStreams} streamed arguments at once ({nameof(PeerSessionOptions.MaxConcurrentStreams)}).",
                target.Method);
        }

        var kept = header.KeptFor(target.Method);
        var held = CallBuffer.SizeOf(arguments.Length);
        if (!state.Budget.TryHold(held, kept))
        {
            return Refuse(calls, call, PeerStatus.LimitExceeded, $"{target.Method} was refused. {TooMuchHeld}", target.Method);
        }

        var accepted = IncomingCall.Rent(calls.Pool, host, call.Id, target, call.Flags);
        (accepted.Cost, accepted.Held, accepted.Kept) = (call.Cost, held, kept);
        accepted.Contract = header.Contract is null && header.Reference == 0 ? target.Descriptor : target.Target.Contract;
        accepted.Priority = header.Priority ?? target.Method.Priority;
        accepted.Headers = header.Headers;
        accepted.Append(arguments);
        if (header.Remaining > 0)
        {
            accepted.Deadline = now + header.Remaining;
        }

        calls.Add(accepted, isComplete: (call.Flags & CallFlags.More) == 0);
        return null;
    }

    private string? Refuse(IncomingCallTable calls, in Request call, PeerStatus status, string message, PeerMethod? known = null)
    {
        Window.Return(call.Cost);
        calls.TellHandled(call.Id, call.Flags);
        if ((call.Flags & CallFlags.Settle) != 0)
        {
            state.Settle((call.Id << 1) | 1, 0, 0, SettleEnd.Call);
        }

        if ((call.Flags & CallFlags.OneWay) == 0)
        {
            calls.Answers.AddRefusal(call.Id, status, message);
        }
        else if (known is null)
        {
            _refused.Add(call.Method, status, message);
        }
        else
        {
            Drop(known, status, message);
        }

        return null;
    }

    /// <summary>The fields that every CALL frame begins with.</summary>
    private readonly record struct Request(ulong Id, CallFlags Flags, ulong Method, int Cost);
}
