using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>The calls this side makes: identifiers, limits, and how each ends exactly once.</summary>
internal sealed class OutgoingCallTable(SessionState state, StreamPace pace, ReferenceTable references, SharedContracts shared)
{
    /// <summary>Calls wait rather than queue more than this many bytes behind each other.</summary>
    private const int QueueBytes = 256 * 1024;

    // The value is null for a call its caller gave up: it still counts with the peer until the peer's last frame for it. The keys are
    // this side's own, one after another: the peer can ask for others and finds nothing, but puts none in.
    private readonly Dictionary<ulong, OutgoingCall?> _calls = [];

    // Those that are answered and wait for what their receivers of progress were told before.
    private readonly Dictionary<ulong, OutgoingCall> _reported = [];
    private readonly WaitingCalls _waiting = new();
    private readonly CallRefusals _refusals = new(state, shared);
    private ulong _nextId = 1;
    private ulong _lastSent;
    private readonly CallWriter _writer = new(state, references);
    private readonly LatestCalls _latest = new();
    private int _givenUp;

    /// <summary>Gets how many calls wait for their last frame from the peer.</summary>
    public int Count => _calls.Count;

    /// <summary>Gets how many of them have a stream for a result or an argument, and so may last.</summary>
    public int Streaming { get; private set; }

    /// <summary>Gets how many bytes wait behind the headers of calls, or with calls that have not begun: arguments, and items of streams.</summary>
    public long QueuedBytes
    {
        get
        {
            var bytes = _waiting.Bytes + _writer.Rests.Bytes + _latest.Bytes;
            foreach (var call in _calls.Values)
            {
                bytes += call?.Streams?.QueuedBytes ?? 0;
            }

            return bytes;
        }
    }

    public bool IsIdle => _calls.Count == 0 && _waiting.First is null;

    public long Made { get; private set; }

    /// <summary>Gets how many calls newer ones replaced.</summary>
    public long Replaced => _latest.Replaced;

    /// <summary>Gets a value indicating whether the peer owes the last word on as many given-up calls as this side remembers.</summary>
    private bool IsOwedTooMuch => _givenUp >= state.Options.MaxCancelledCalls;

    /// <summary>Takes on a call: sends it, or lets it wait. Null, or why it is not made: nothing of it is left then.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sent">Whether it did not have to wait.</param>
    public Exception? Start(OutgoingCall call, out bool sent)
    {
        sent = false;
        var failure = _refusals.FindObstacle(call);
        if (failure is null)
        {
            if (call.ExpectsStream)
            {
                call.Receiver = new StreamReceiver(state, pace, 0, 0);
            }

            failure = TryStart(call, out sent) ? null : CallTexts.TooMuchQueued(call, state, IsOwedTooMuch);
        }

        if (failure is not null)
        {
            call.DiscardReferences();
            call.ReturnArguments();
        }

        return failure;
    }

    /// <summary>Lets calls that wait go as far as there is room now.</summary>
    public void StartWaiting()
    {
        while (_waiting.First is { } call && HasRoom(call))
        {
            _waiting.Remove(call);
            if (_refusals.Find(call, out var status) is { } refusal)
            {
                EndUnsent(call, status, refusal);
                continue;
            }

            Send(call);
            if (!call.ExpectsAnswer)
            {
                // Its caller waited for that alone.
                state.Add(call);
            }
        }
    }

    /// <summary>The caller does not want the call any more: it ends here now, and there as soon as the peer knows.</summary>
    public void Cancel(OutgoingCall call, PeerStatus status)
    {
        switch (call.State)
        {
            case OutgoingCallState.Idle:
                // Before it was started: starting it then fails.
                End(call, status, null, PeerCallFate.NotSent);
                break;
            case OutgoingCallState.Waiting:
                _waiting.Remove(call);
                EndUnsent(call, status, CallTexts.GivenUp(call, status));

                // One behind it may need no answer, and so less room.
                StartWaiting();
                break;
            case OutgoingCallState.Open:
                Abandon(call, status, CallTexts.GivenUp(call, status));
                break;
            case OutgoingCallState.Ended when _reported.TryGetValue(call.Id, out var answered) && ReferenceEquals(answered, call):
                // It has its answer: whoever waits no longer for its reports gets that.
                _reported.Remove(call.Id);
                state.Add(call);
                break;
        }
    }

    /// <summary>Ends a call that is open at the peer because of something on this side.</summary>
    public void Abandon(OutgoingCall call, PeerStatus status, string message)
    {
        var left = state.Send.Calls.Taken >= call.HeaderEnd;
        _calls[call.Id] = null;
        OnNoLongerOpen(call);
        _givenUp++;

        // A header that has not left yet must not be overtaken by its own cancellation.
        Frames.Cancel(left ? state.Send.Control : state.Send.Calls, call.Id, status == PeerStatus.DeadlineExceeded ? status : PeerStatus.Cancelled);
        End(call, status, message, left ? PeerCallFate.MayHaveExecuted : PeerCallFate.NotSent);
        state.Add(call);
    }

    /// <summary>A piece of a result came. Null, or what the peer did wrong.</summary>
    public string? OnResult(ulong id, ResultFlags flags, ReadOnlySpan<byte> bytes)
    {
        var more = (flags & ResultFlags.More) != 0;
        var hasReferences = flags == ResultFlags.References;
        if (!_calls.TryGetValue(id, out var call))
        {
            return IsFuture(id) ? "RESULT for a call that was never made" : null;
        }

        if (call is not null)
        {
            if (call.Receiver is not null)
            {
                return "RESULT for a call that answers with a stream";
            }

            var growth = more ? call.GrowthBy(bytes.Length) : 0;
            if (!state.Budget.TryHold(growth))
            {
                Abandon(call, PeerStatus.LimitExceeded, CallTexts.OverBudget(call, state));
                return null;
            }

            call.Held += growth;
            if (!call.TryAppend(bytes, state.Options.MaxMessageBytes))
            {
                if (more)
                {
                    Abandon(call, PeerStatus.LimitExceeded, CallTexts.TooLarge(call, state));
                    return null;
                }

                if (hasReferences)
                {
                    state.Settle(id << 1, 0, 0, SettleEnd.Part);
                }

                Close(call, PeerStatus.LimitExceeded, CallTexts.TooLarge(call, state));
                return null;
            }
        }

        if (!more)
        {
            if (call is null)
            {
                if (hasReferences)
                {
                    // It crossed the cancellation on the wire: nobody will take what is in it.
                    state.Settle(id << 1, 0, 0, SettleEnd.Part);
                }

                Forget(id);
            }
            else
            {
                call.HasReferences = hasReferences;
                Close(call, PeerStatus.Ok, null);
            }
        }

        return null;
    }

    /// <summary>The peer says which references of a call it took. Null, or what the peer did wrong.</summary>
    public string? OnSettle(ulong id, ulong part, ulong taken, SettleEnd end)
    {
        if (IsFuture(id))
        {
            return "SETTLE for a call that was never made";
        }

        if (end != SettleEnd.None && _calls.TryGetValue(id, out var call))
        {
            // Nothing more is taken: items encoded from now on must not wait for another SETTLE.
            if (end == SettleEnd.Call)
            {
                call?.Streams?.StopAll();
            }
            else
            {
                call?.Streams?.Stop(part);
            }
        }

        return references.InFlight.Settle(id << 1, part, taken, end);
    }

    /// <summary>A call failed at the peer. Null, or what the peer did wrong.</summary>
    public string? OnError(ulong id, PeerStatus status, string message, ReadOnlySpan<byte> detail)
    {
        if (!_calls.TryGetValue(id, out var call))
        {
            return IsFuture(id) ? "ERROR for a call that was never made" : null;
        }

        if (call is null)
        {
            Forget(id);
        }
        else
        {
            if (status is PeerStatus.Unimplemented)
            {
                message = CallTexts.NotServed(call, message);
            }

            if (detail.Length > 0)
            {
                call.Detail = detail.ToArray();
            }

            Close(call, status == PeerStatus.Ok ? PeerStatus.HandlerFailed : status, message);
        }

        return null;
    }

    /// <summary>The peer has handled a call of which only the newest counts. Null, or what the peer did wrong.</summary>
    public string? OnHandled(ulong id, long now)
    {
        if (!_latest.TryFinish(id, out var next))
        {
            return IsFuture(id) ? "HANDLED for a call that was never made" : null;
        }

        if (next is { Deadline: not 0 } && next.Deadline <= now)
        {
            EndUnsent(next, PeerStatus.DeadlineExceeded, CallTexts.GivenUp(next, PeerStatus.DeadlineExceeded));
        }
        else if (next is not null && !Line(next))
        {
            state.Add(next);
        }

        return null;
    }

    /// <summary>Items of a streamed result came. Null, or what the peer did wrong.</summary>
    public string? OnData(ulong id, ulong index, ReadOnlySpan<byte> bytes, bool end, long now)
    {
        if (!_calls.TryGetValue(id, out var call))
        {
            return IsFuture(id) ? "DATA for a call that was never made" : null;
        }

        if (call is null)
        {
            if (end && index == 0)
            {
                Forget(id);
            }

            return null;
        }

        if (index != 0)
        {
            return "DATA for a stream that this side sends";
        }

        if (call.Receiver is not { } receiver)
        {
            return "DATA for a call that answers without a stream";
        }

        if (!receiver.TryReceive(bytes, end, now))
        {
            return "DATA past the credit of its stream";
        }

        if (end)
        {
            Close(call, PeerStatus.Ok, null);
        }
        else if (receiver.HasEnded)
        {
            Abandon(call, receiver.Status, receiver.Message!);
        }

        return null;
    }

    /// <summary>The peer wants, or no longer wants, items of a streamed argument. Null, or what the peer did wrong.</summary>
    public string? OnStreamControl(ulong id, ulong index, long credit, bool stop)
    {
        if (!_calls.TryGetValue(id, out var call))
        {
            return IsFuture(id) ? "credit for a call that was never made" : null;
        }

        if (call?.Streams?.Find(index) is { } stream)
        {
            if (stop)
            {
                stream.Stop();
            }
            else
            {
                stream.Grant(credit);
            }
        }

        return null;
    }

    /// <summary>A receiver of progress has handled all that came before a call's answer.</summary>
    public void OnReported(ulong id)
    {
        if (_reported.TryGetValue(id, out var call) && --call.ReceiversAwaited == 0)
        {
            _reported.Remove(id);
            state.Add(call);
        }
    }

    /// <summary>Gets a value indicating whether a call may still have somebody who waits for it.</summary>
    public bool MayWait(ulong id) => _reported.ContainsKey(id) || (_waiting.First is { } first && id >= first.Id) || (_calls.TryGetValue(id, out var call) && call is not null);

    /// <summary>Gets a call by its identifier while its caller still waits.</summary>
    public OutgoingCall? Find(ulong id)
    {
        if (_calls.TryGetValue(id, out var call) || _reported.TryGetValue(id, out call))
        {
            return call;
        }

        return _waiting.Find(id);
    }

    /// <summary>The peer takes no calls above <paramref name="last"/> any more: those never reached a handler.</summary>
    public void OnGoodbye(ulong last, string message)
    {
        EndWaiting(PeerStatus.Unavailable, message);
        foreach (var (id, call) in _calls.ToArray())
        {
            if (id > last && call is not null)
            {
                Remove(call, PeerStatus.Unavailable, message, PeerCallFate.NotSent);
            }
        }
    }

    /// <summary>Ends a call that waits, and tells whoever waits for it.</summary>
    private void EndUnsent(OutgoingCall call, PeerStatus status, string? message)
    {
        End(call, status, message, PeerCallFate.NotSent);
        state.Add(call);
    }

    /// <summary>Ends every call that has not reached the queue.</summary>
    public void EndWaiting(PeerStatus status, string message)
    {
        while (_waiting.First is { } call)
        {
            _waiting.Remove(call);
            EndUnsent(call, status, message);
        }

        _latest.TakeParked().ForEach(call => EndUnsent(call, status, message));
    }

    /// <summary>The session is over: every call ends.</summary>
    public void EndAll(PeerStatus status, string message)
    {
        EndWaiting(status, message);
        foreach (var call in _calls.Values)
        {
            if (call is not null)
            {
                var left = state.Send.Calls.Taken >= call.HeaderEnd;
                End(call, status, message, left ? PeerCallFate.MayHaveExecuted : PeerCallFate.NotSent);
                state.Add(call);
            }
        }

        foreach (var call in _reported.Values)
        {
            state.Add(call);
        }

        _calls.Clear();
        _reported.Clear();
        Streaming = 0;
    }

    private bool HasRoom(OutgoingCall call) => state.Handshake.IsDone && state.Send.Calls.Length < QueueBytes
        && (!call.ExpectsAnswer || (_calls.Count < state.Handshake.PeerMaxCalls && !IsOwedTooMuch));

    /// <summary>A call larger than the limit may go when nothing else waits; it could never be made otherwise.</summary>
    private bool MayQueue(OutgoingCall call) =>
        _waiting.Held + _writer.Rests.Held + _latest.Held is var held && (held == 0 || held + (call.Arguments?.Length ?? 0) <= Math.Min(state.Options.MaxQueuedCallBytes, call.QueueLimit));

    private bool IsFuture(ulong id) => id == 0 || id > _lastSent;

    /// <summary>Sends a call, or lets it wait for room. False when too much waits already.</summary>
    private bool TryStart(OutgoingCall call, out bool sent)
    {
        if (sent = _writer.TryWriteUnreliable(call))
        {
            Made++;
            return true;
        }

        var isLarge = call.ArgumentsLength + SendScheduler.ChunkOverhead > state.Send.Chunk;
        var slot = LatestCalls.Includes(call) ? _latest.SlotOf(call) : null;
        var waits = slot is { UnderWay: not 0 } or { Waiting: not null } || _waiting.First is not null || !HasRoom(call);
        if ((waits || isLarge) && !MayQueue(call))
        {
            _latest.Release(slot);
            return false;
        }

        if (slot?.Waiting is { } older)
        {
            Replace(older, call);
        }
        else if (slot?.UnderWay > 0)
        {
            _latest.Park(slot, call);
        }
        else
        {
            sent = !Line(call);
        }

        return true;
    }

    /// <summary>Sends a call at once, or lets it wait behind all others. False when it was sent.</summary>
    private bool Line(OutgoingCall call)
    {
        call.Id = _nextId++;
        if (call.Deadline != 0)
        {
            state.Deadlines.Add(call.Deadline, call.Id, outgoing: true);
        }

        if (_waiting.First is null && HasRoom(call))
        {
            Send(call);
            return false;
        }

        _waiting.Add(call);
        if (LatestCalls.Includes(call))
        {
            LatestCalls.Line(_latest.SlotOf(call), call);
        }

        return true;
    }

    /// <summary>A newer call takes the place of one that waits, which was never sent.</summary>
    private void Replace(OutgoingCall older, OutgoingCall call)
    {
        _latest.Replace(older, call, _waiting);
        if (call.Id != 0 && call.Deadline != 0)
        {
            state.Deadlines.Add(call.Deadline, call.Id, outgoing: true);
        }

        EndUnsent(older, PeerStatus.Ok, null);
    }

    private void Send(OutgoingCall call)
    {
        var id = _lastSent = call.Id;
        call.State = OutgoingCallState.Open;
        Made++;
        if (!call.Method.HasStreams)
        {
            pace.OnCall();
        }

        if (LatestCalls.Includes(call))
        {
            _latest.Begin(call, state.Handshake.PeerFeatures);
        }

        _writer.Write(call);
        if (call.ExpectsAnswer)
        {
            _calls.Add(id, call);
            if (call.Method.HasStreams)
            {
                Streaming++;
            }

            call.Receiver?.Bind(call.Key);
            call.Streams?.Start(id, call.HeaderEnd, state.Handshake.PeerStreamWindow, call.Priority);
        }
        else
        {
            call.State = OutgoingCallState.Ended;
        }
    }

    private void OnNoLongerOpen(OutgoingCall call)
    {
        if (call.Method.HasStreams)
        {
            Streaming--;
        }
    }

    private void Forget(ulong id)
    {
        _calls.Remove(id);
        _givenUp--;
        StartWaiting();
    }

    private void Close(OutgoingCall call, PeerStatus status, string? message)
    {
        Remove(call, status, message, PeerCallFate.Answered);
        StartWaiting();
    }

    private void Remove(OutgoingCall call, PeerStatus status, string? message, PeerCallFate fate)
    {
        _calls.Remove(call.Id);
        OnNoLongerOpen(call);
        End(call, status, message, fate);
        if (call.Receivers is { } receivers)
        {
            foreach (var receiver in receivers)
            {
                call.ReceiversAwaited += receiver.TryWaitBehind(call.Id) ? 1 : 0;
            }

            if (call.ReceiversAwaited > 0)
            {
                _reported.Add(call.Id, call);
                return;
            }
        }

        state.Add(call);
    }

    /// <summary>A call ends, once: all that is kept for it is given back.</summary>
    private void End(OutgoingCall call, PeerStatus status, string? message, PeerCallFate fate)
    {
        _latest.Leave(call);
        call.SetEnd(state, status, message, fate);
        call.ReturnArguments();
        state.Budget.Release(call.Held);
        call.Held = 0;
        call.ArgumentsRest?.Release();
        call.ArgumentsRest = null;
        call.DiscardReferences();
        call.Streams?.StopAll();
        call.Receiver?.End(status, message);
        if (status == PeerStatus.Ok && call.Streams?.Failure is { } failure)
        {
            // The handler did without the rest, so no exception of the call carries it.
            state.Add(new FailureReport($"A streamed argument of {call.Method}, on the caller's side,", failure, state.Options));
        }
    }
}
