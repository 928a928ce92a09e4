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
        try
        {
            return core.Outgoing.Start(call, out _);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Call);
        }
    }

    public Exception? StartOneWay(OutgoingCall call, out bool accepted)
    {
        log?.Learn(call.Method);
        gate.Enter();
        try
        {
            return core.Outgoing.Start(call, out accepted);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.OneWayCall);
        }
    }

    public void Cancel(OutgoingCall call, CancellationToken token)
    {
        gate.Enter();
        try
        {
            if (call.State != OutgoingCallState.Ended)
            {
                call.CancelledBy = token;
            }

            core.Outgoing.Cancel(call, PeerStatus.Cancelled);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Now);
        }
    }

    public void Leave(OutgoingCall call, StreamReceiver receiver, ref StreamBatch batch)
    {
        gate.Enter();
        try
        {
            core.Outgoing.Cancel(call, PeerStatus.Cancelled);
            receiver.Leave(ref batch);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public void Settle(ulong call, ulong taken)
    {
        gate.Enter();
        try
        {
            core.State.Settle(call, 0, taken, SettleEnd.Part);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void Queue(SessionWork work) => gate.Queue(work);

    public IncomingCall? Next(ServedTarget target)
    {
        IncomingCall? call = null;
        gate.Enter();
        try
        {
            return call = (IncomingCall?)target.Next();
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(call is null ? Occasion.Idle : Occasion.Note);
        }
    }

    public IncomingCall? Next(ServedTarget target, in Answer answer)
    {
        IncomingCall? call = null;
        gate.Enter();
        try
        {
            core.Incoming.Answers.Add(answer);
            return call = (IncomingCall?)target.Next();
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(call is null ? Occasion.Idle : Occasion.Answer);
        }
    }

    public void Answer(in Answer answer)
    {
        gate.Enter();
        try
        {
            core.Incoming.Answers.Add(answer);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Answer);
        }
    }

    public void AnswerError(IncomingCall call, PeerStatus status, string message, byte[]? detail = null)
    {
        gate.Enter();
        try
        {
            core.Incoming.Answers.AddError(call, status, message, detail);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Answer);
        }
    }

    public AnswerStream AnswerStream(IncomingCall call, SessionWork producer)
    {
        gate.Enter();
        try
        {
            var stream = core.Incoming.Answers.OpenStream(call, producer);
            core.Incoming.ReleaseArguments(call);
            return stream;
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void ReleaseArguments(IncomingCall call)
    {
        gate.Enter();
        try
        {
            core.Incoming.ReleaseArguments(call);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void OnCancelled(IncomingCall call, SessionWork cancellation)
    {
        gate.Enter();
        try
        {
            call.WhenCancelled = cancellation;
            if (call.CancelStatus != PeerStatus.Ok)
            {
                core.State.Add(cancellation);
            }
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void ReleaseObject(int kept)
    {
        gate.Enter();
        try
        {
            core.State.Budget.Release(0, kept);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public (ulong Method, PeerException First, int Others) Take(RefusedCalls refused)
    {
        gate.Enter();
        try
        {
            return refused.Take();
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public bool HandOver(OutgoingStream stream, ref byte[] batch, ref int length)
    {
        gate.Enter();
        try
        {
            return stream.TryAdd(ref batch, ref length);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public bool Complete(OutgoingStream stream, ref byte[] batch, ref int length, PeerStatus status, string? message)
    {
        gate.Enter();
        try
        {
            var accepted = length == 0 || stream.TryAdd(ref batch, ref length);
            if (accepted)
            {
                stream.Complete(status, message);
            }

            return accepted;
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public bool NoteFailure(ArgumentStreams streams, OutgoingStream stream, Exception exception)
    {
        gate.Enter();
        try
        {
            var isHeard = !stream.IsStopped;
            if (isHeard)
            {
                streams.Failure = exception;
            }

            return isHeard;
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public StreamTaken Take(StreamReceiver receiver, ref StreamBatch batch, long needed, StreamWaiter waiter)
    {
        gate.Enter();
        try
        {
            return receiver.Take(ref batch, needed, waiter, clock.Now);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public void Leave(StreamReceiver receiver, ref StreamBatch batch)
    {
        gate.Enter();
        try
        {
            receiver.StopProducer();
            receiver.Leave(ref batch);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public void Cancel(StreamReceiver receiver)
    {
        gate.Enter();
        try
        {
            receiver.StopProducer();
            receiver.End(PeerStatus.Cancelled, "The enumeration was cancelled.");
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Items);
        }
    }

    public void NoteLeak()
    {
        gate.Enter();
        try
        {
            core.StreamsLeaked++;
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public ulong Export(object instance, IContractDescription contract, ref SentReferences? sent)
    {
        gate.Enter();
        try
        {
            return core.References.Export(instance, contract, ref sent);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
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
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public ServedTarget? FindTarget(ulong written)
    {
        gate.Enter();
        try
        {
            return core.References.FindTarget(written);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void Release(HeldReference held, bool isLeak)
    {
        gate.Enter();
        try
        {
            core.References.Release(held, isLeak);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Now);
        }
    }

    public void ReturnAll(List<HeldReference>? taken)
    {
        if (taken is not null)
        {
            gate.Enter();
            try
            {
                core.References.ReturnAll(taken);
            }
            catch (Exception e) when (gate.Crash(e))
            {
                throw;
            }
            finally
            {
                gate.Exit(Occasion.Note);
            }
        }
    }

    public void Discard(SentReferences sent)
    {
        gate.Enter();
        try
        {
            sent.TryClose();
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void Undo(SentReferences sent, ulong written)
    {
        gate.Enter();
        try
        {
            sent.Undo(written);
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }

    public void AwaitSettling(OutgoingStream stream, SentReferences sent)
    {
        gate.Enter();
        try
        {
            if (stream.IsStopped)
            {
                sent.TryClose();
            }
            else
            {
                core.References.InFlight.Add(stream.Call, stream.Index, sent);
            }
        }
        catch (Exception e) when (gate.Crash(e))
        {
            throw;
        }
        finally
        {
            gate.Exit(Occasion.Note);
        }
    }
}
