using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// Methods of which only the newest call counts: for each and its instance, the call that is under way until the peer says that it was
/// handled, and the one that waits, which a newer one replaces. There is no slot where there is neither: idle ones cost nothing, and the steady state allocates nothing.
/// </summary>
internal sealed class LatestCalls
{
    // The keys are this side's own: the peer puts none in. Few sessions have any: null until the first.
    private Dictionary<LatestKey, LatestSlot>? _slots;
    private readonly Dictionary<ulong, LatestSlot> _underWay = [];
    private readonly Stack<LatestSlot> _idle = new();
    private readonly WaitingBytes _waiting = new();

    /// <summary>Gets how many calls were replaced by a newer one.</summary>
    public long Replaced { get; private set; }

    /// <summary>Gets how many bytes of arguments wait for a call that is under way.</summary>
    public long Bytes => _waiting.Bytes;

    /// <summary>Gets how many bytes of memory they hold.</summary>
    public long Held => _waiting.Held;

    /// <summary>Whether a call is one of these.</summary>
    public static bool Includes(OutgoingCall call) => call.Method.IsLatestWins && !call.ExpectsAnswer;

    /// <summary>Finds the slot of a call, or makes one.</summary>
    public LatestSlot SlotOf(OutgoingCall call)
    {
        var key = new LatestKey(call.Method.Id, call.Target.Contract, call.Target.Instance, call.Target.Object);
        _slots ??= [];
        if (!_slots.TryGetValue(key, out var slot))
        {
            slot = _idle.TryPop(out var idle) ? idle : new();
            slot.Key = key;
            _slots.Add(key, slot);
        }

        return slot;
    }

    /// <summary>A call waits for the one that is under way.</summary>
    public void Park(LatestSlot slot, OutgoingCall call)
    {
        slot.Waiting = call;
        slot.IsInLine = false;
        call.Id = 0;
        call.Latest = slot;
        call.State = OutgoingCallState.Waiting;
        call.KeepArguments();
        _waiting.Add(call.ArgumentsLength, WaitingCalls.HeldBy(call));
    }

    /// <summary>A call waits in line with all others.</summary>
    public static void Line(LatestSlot slot, OutgoingCall call)
    {
        slot.Waiting = call;
        slot.IsInLine = true;
        call.Latest = slot;
    }

    /// <summary>A call waits no longer: it is sent, replaced, or not made.</summary>
    public void Leave(OutgoingCall call)
    {
        if (call.Latest is not { } slot)
        {
            return;
        }

        call.Latest = null;
        if (!slot.IsInLine)
        {
            _waiting.Remove(call.ArgumentsLength, WaitingCalls.HeldBy(call));
        }

        slot.Waiting = null;
        Release(slot);
    }

    /// <summary>A newer call takes the place of one that waits. One in line hands its identifier on, too, so that they still rise in line.</summary>
    public void Replace(OutgoingCall older, OutgoingCall call, WaitingCalls line)
    {
        var slot = older.Latest!;
        Replaced++;
        if (slot.IsInLine)
        {
            call.Id = older.Id;
            line.Replace(older, call);
            older.Latest = null;
            Line(slot, call);
        }
        else
        {
            Leave(older);
            Park(slot, call);
        }
    }

    /// <summary>A call is about to be sent: the next one waits until the peer says that it was handled, if it is one that says so.</summary>
    public void Begin(OutgoingCall call, PeerFeatures features)
    {
        Leave(call);
        var slot = SlotOf(call);
        if ((features & PeerFeatures.LatestWins) == 0)
        {
            Release(slot);
            return;
        }

        call.Flags |= CallFlags.Latest;
        slot.UnderWay = call.Id;
        _underWay.Add(call.Id, slot);
    }

    /// <summary>The peer has handled a call. False when it is none of these.</summary>
    /// <param name="id">The call.</param>
    /// <param name="next">Receives the call that waited for that, which waits no longer; null for none.</param>
    public bool TryFinish(ulong id, out OutgoingCall? next)
    {
        next = null;
        if (!_underWay.Remove(id, out var slot))
        {
            return false;
        }

        slot.UnderWay = 0;
        next = slot.Waiting;
        if (next is null)
        {
            Release(slot);
        }
        else
        {
            Leave(next);
        }

        return true;
    }

    /// <summary>Takes out all calls that wait for one that is under way.</summary>
    public List<OutgoingCall> TakeParked()
    {
        var parked = new List<OutgoingCall>();
        if (_slots is null)
        {
            return parked;
        }

        foreach (var slot in _slots.Values)
        {
            if (slot is { Waiting: { } call, IsInLine: false })
            {
                parked.Add(call);
            }
        }

        parked.ForEach(Leave);
        return parked;
    }

    /// <summary>A slot in which nothing waits and nothing is under way is kept for another method.</summary>
    public void Release(LatestSlot? slot)
    {
        if (slot is { UnderWay: 0 } && slot.Waiting is null && _slots!.Remove(slot.Key))
        {
            slot.Key = default;
            _idle.Push(slot);
        }
    }
}
