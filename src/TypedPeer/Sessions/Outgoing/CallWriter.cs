using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>Writes calls into the queue: the header with what fits of the arguments, and the rest as a flow behind it.</summary>
internal sealed class CallWriter(SessionState state, ReferenceTable references)
{
    /// <summary>Gets what waits behind the headers of calls.</summary>
    public WaitingBytes Rests { get; } = new();

    /// <summary>Writes a call that may be lost for the lane where nothing is sent again. False when it goes in order with all others.</summary>
    public bool TryWriteUnreliable(OutgoingCall call)
    {
        if (!call.Method.IsUnreliable || call.ExpectsAnswer || call.References is not null || state.Lane.MaxSize == 0
            || !state.Handshake.IsDone || (state.Handshake.PeerFeatures & PeerFeatures.Unreliable) == 0)
        {
            return false;
        }

        var target = call.Target.Encode(call.Method, state.Handshake.PeerFeatures) ?? [];
        var flags = (call.Flags & ~CallFlags.OneWay) | (target.Length > 0 ? CallFlags.Target : 0);
        if (!state.Lane.TryAdd(flags, call.Method.Id, target, call.Extras, call.Arguments.AsSpan(0, call.ArgumentsLength)))
        {
            return false;
        }

        call.ReturnArguments();
        call.State = OutgoingCallState.Ended;
        return true;
    }

    /// <summary>Writes a call that is sent now.</summary>
    public void Write(OutgoingCall call)
    {
        var id = call.Id;
        var target = call.Target.Encode(call.Method, state.Handshake.PeerFeatures) ?? [];
        var extras = call.Extras ?? [];
        var inline = Math.Min(call.ArgumentsLength, Math.Max(0, state.Send.Chunk - target.Length - extras.Length));
        var more = inline < call.ArgumentsLength;
        var flags = call.Flags | (target.Length > 0 ? CallFlags.Target : 0) | (more ? CallFlags.More : 0) | (call.References is not null || call.Streams is not null ? CallFlags.Settle : 0);
        Frames.Call(state.Send.Calls, id, flags, call.Method.Id, target, extras, call.Arguments.AsSpan(0, inline));
        call.HeaderEnd = state.Send.Calls.Added;
        if (call.References is { } sent)
        {
            call.References = null;
            references.InFlight.Add(call.Key, 0, sent);
        }

        if (more)
        {
            var rest = new BufferFlow(FrameType.Arguments, id, call.TakeArguments(out var common), inline, call.ArgumentsLength, Rests, call.ExpectsAnswer ? null : Follow(id))
            {
                Shared = common,
                NotBefore = call.HeaderEnd,
                Priority = call.Priority,
            };
            call.ArgumentsRest = call.ExpectsAnswer ? rest : null;
            state.Send.Activate(rest);
        }
        else
        {
            call.ReturnArguments();
        }
    }

    /// <summary>A one-way call that leaves in several frames is lost without the last: what is to be told when that leaves.</summary>
    private Action? Follow(ulong id)
    {
        if (state.Delivery is not { IsAgreed: true } delivery)
        {
            return null;
        }

        delivery.Large.Begin(id, delivery.Acknowledged);
        return () => delivery.Large.Finish(id, delivery.NextMessage);
    }
}
