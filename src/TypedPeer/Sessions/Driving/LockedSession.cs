using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>The core as everything outside of it enters it: each member takes the lock, does one thing, and lets go.</summary>
internal sealed class LockedSession(SessionGate gate, SessionCore core, SessionClock clock, FrameLog? log) : ISession
{
    public PeerSessionOptions Options => core.State.Options;

    public long Now => clock.Now;

    public bool HasEnded => core.HasEnded;

    public int Chunk => core.Send.Chunk;

    public void OnWorkFailed(Exception exception) => gate.OnWorkFailed(exception);

    public ArgumentStreams CreateStreams() => new(core.State);

    public Exception? Start(OutgoingCall call)
    {
        log?.Learn(call.Method);
        gate.Enter();
        var failure = core.Outgoing.Start(call, out _);
        gate.Exit(Occasion.Call);
        return failure;
    }

    public Exception? StartOneWay(OutgoingCall call, out bool accepted)
    {
        log?.Learn(call.Method);
        gate.Enter();
        var failure = core.Outgoing.Start(call, out accepted);
        gate.Exit(Occasion.OneWayCall);
        return failure;
    }

    public void Cancel(OutgoingCall call, CancellationToken token)
    {
        gate.Enter();
        if (call.State != OutgoingCallState.Ended)
        {
            call.CancelledBy = token;
        }

        core.Outgoing.Cancel(call, PeerStatus.Cancelled);
        gate.Exit(Occasion.Now);
    }

    public void Leave(OutgoingCall call, StreamReceiver receiver, ref StreamBatch batch)
    {
        gate.Enter();
        core.Outgoing.Cancel(call, PeerStatus.Cancelled);
        receiver.Leave(ref batch);
        gate.Exit(Occasion.Items);
    }

    public void Settle(ulong call, ulong taken)
    {
        gate.Enter();
        core.State.Settle(call, 0, taken, SettleEnd.Part);
        gate.Exit(Occasion.Note);
    }

    public IncomingCall? Next(ServedTarget target)
    {
        gate.Enter();
        return Next(target, Occasion.Note);
    }

    public IncomingCall? Next(ServedTarget target, in Answer answer)
    {
        gate.Enter();
        core.Incoming.Answers.Add(answer);
        return Next(target, Occasion.Answer);
    }

    public void Answer(in Answer answer)
    {
        gate.Enter();
        core.Incoming.Answers.Add(answer);
        gate.Exit(Occasion.Answer);
    }

    public void AnswerError(IncomingCall call, PeerStatus status, string message, byte[]? detail = null)
    {
        gate.Enter();
        core.Incoming.Answers.AddError(call, status, message, detail);
        gate.Exit(Occasion.Answer);
    }

    public AnswerStream AnswerStream(IncomingCall call, SessionWork producer)
    {
        gate.Enter();
        var stream = core.Incoming.Answers.OpenStream(call, producer);
        core.Incoming.ReleaseArguments(call);
        gate.Exit(Occasion.Note);
        return stream;
    }

    public void ReleaseArguments(IncomingCall call)
    {
        gate.Enter();
        core.Incoming.ReleaseArguments(call);
        gate.Exit(Occasion.Note);
    }

    public void OnCancelled(IncomingCall call, SessionWork cancellation)
    {
        gate.Enter();
        call.WhenCancelled = cancellation;
        if (call.CancelStatus != PeerStatus.Ok)
        {
            core.State.Add(cancellation);
        }

        gate.Exit(Occasion.Note);
    }

    public void ReleaseObject(int kept)
    {
        gate.Enter();
        core.State.Budget.Release(0, kept);
        gate.Exit(Occasion.Note);
    }

    public (ulong Method, PeerException First, int Others) Take(RefusedCalls refused)
    {
        gate.Enter();
        var taken = refused.Take();
        gate.Exit(Occasion.Note);
        return taken;
    }

    public bool HandOver(OutgoingStream stream, ref byte[] batch, ref int length)
    {
        gate.Enter();
        var accepted = stream.TryAdd(ref batch, ref length);
        gate.Exit(Occasion.Items);
        return accepted;
    }

    public bool Complete(OutgoingStream stream, ref byte[] batch, ref int length, PeerStatus status, string? message)
    {
        gate.Enter();
        var accepted = length == 0 || stream.TryAdd(ref batch, ref length);
        if (accepted)
        {
            stream.Complete(status, message);
        }

        gate.Exit(Occasion.Items);
        return accepted;
    }

    public bool NoteFailure(ArgumentStreams streams, OutgoingStream stream, Exception exception)
    {
        gate.Enter();
        var isHeard = !stream.IsStopped;
        if (isHeard)
        {
            streams.Failure = exception;
        }

        gate.Exit(Occasion.Note);
        return isHeard;
    }

    public StreamTaken Take(StreamReceiver receiver, ref StreamBatch batch, long needed, StreamWaiter waiter)
    {
        gate.Enter();
        var taken = receiver.Take(ref batch, needed, waiter, clock.Now);
        gate.Exit(Occasion.Items);
        return taken;
    }

    public void Leave(StreamReceiver receiver, ref StreamBatch batch)
    {
        gate.Enter();
        receiver.StopProducer();
        receiver.Leave(ref batch);
        gate.Exit(Occasion.Items);
    }

    public void Cancel(StreamReceiver receiver)
    {
        gate.Enter();
        receiver.StopProducer();
        receiver.End(PeerStatus.Cancelled, "The enumeration was cancelled.");
        gate.Exit(Occasion.Items);
    }

    public void NoteLeak()
    {
        gate.Enter();
        core.StreamsLeaked++;
        gate.Exit(Occasion.Note);
    }

    public ulong Export(object instance, IContractDescription contract, ref SentReferences? sent)
    {
        gate.Enter();
        try
        {
            return core.References.Export(instance, contract, ref sent);
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public object Import(ulong value, IContractDescription contract, out HeldReference? taken)
    {
        gate.Enter();
        try
        {
            return core.References.Import(value, contract, out taken);
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public ServedTarget? FindTarget(ulong written)
    {
        gate.Enter();
        var target = core.References.FindTarget(written);
        gate.Exit(Occasion.Note);
        return target;
    }

    public void Release(HeldReference held, bool isLeak)
    {
        gate.Enter();
        core.References.Release(held, isLeak);
        gate.Exit(Occasion.Now);
    }

    public void ReturnAll(List<HeldReference>? taken)
    {
        if (taken is not null)
        {
            gate.Enter();
            core.References.ReturnAll(taken);
            gate.Exit(Occasion.Note);
        }
    }

    public void Discard(SentReferences sent)
    {
        gate.Enter();
        sent.TryClose();
        gate.Exit(Occasion.Note);
    }

    public void Undo(SentReferences sent, ulong written)
    {
        gate.Enter();
        sent.Undo(written);
        gate.Exit(Occasion.Note);
    }

    public void AwaitSettling(OutgoingStream stream, SentReferences sent)
    {
        gate.Enter();
        if (stream.IsStopped)
        {
            sent.TryClose();
        }
        else
        {
            core.References.InFlight.Add(stream.Call, stream.Index, sent);
        }

        gate.Exit(Occasion.Note);
    }

    private IncomingCall? Next(ServedTarget target, Occasion occasion)
    {
        var call = (IncomingCall?)target.Next();
        gate.Exit(call is null ? Occasion.Idle : occasion);
        return call;
    }
}
