using TypedPeer.Sessions.Sending;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>Calls that wait, with all their arguments, for room in the queue, for the peer's hello or for its limit, in the order they were made; each can leave from anywhere.</summary>
internal sealed class WaitingCalls
{
    /// <summary>What a call takes in memory while it waits, beside its arguments, in bytes: its object with the array for its answer.</summary>
    private const int CallOverhead = 512;

    private OutgoingCall? _last;

    /// <summary>Gets the call that is next; null for none.</summary>
    public OutgoingCall? First { get; private set; }

    /// <summary>Gets how many bytes of arguments and headers wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets how many bytes of memory they hold: the arrays with the arguments, and the calls themselves.</summary>
    public long Held { get; private set; }

    public void Add(OutgoingCall call)
    {
        Count(call);
        if (_last is null)
        {
            First = call;
        }
        else
        {
            _last.NextWaiting = call;
            call.PreviousWaiting = _last;
        }

        _last = call;
    }

    /// <summary>Puts a call in the place of one that waits.</summary>
    public void Replace(OutgoingCall older, OutgoingCall call)
    {
        var (previous, next) = (older.PreviousWaiting, older.NextWaiting);
        Remove(older);
        Count(call);
        (call.PreviousWaiting, call.NextWaiting) = (previous, next);
        if (previous is null)
        {
            First = call;
        }
        else
        {
            previous.NextWaiting = call;
        }

        if (next is null)
        {
            _last = call;
        }
        else
        {
            next.PreviousWaiting = call;
        }
    }

    public void Remove(OutgoingCall call)
    {
        var (previous, next) = (call.PreviousWaiting, call.NextWaiting);
        if (previous is null)
        {
            First = next;
        }
        else
        {
            previous.NextWaiting = next;
        }

        if (next is null)
        {
            _last = previous;
        }
        else
        {
            next.PreviousWaiting = previous;
        }

        call.PreviousWaiting = null;
        call.NextWaiting = null;
        Bytes -= BytesOf(call);
        Held -= HeldBy(call);
    }

    public OutgoingCall? Find(ulong id)
    {
        var call = First;
        while (call is not null && call.Id != id)
        {
            call = call.NextWaiting;
        }

        return call;
    }

    private void Count(OutgoingCall call)
    {
        call.State = OutgoingCallState.Waiting;
        call.KeepArguments();
        Bytes += BytesOf(call);
        Held += HeldBy(call);
    }

    private static int BytesOf(OutgoingCall call) => call.ArgumentsLength + SendScheduler.ChunkOverhead;

    /// <summary>Gets how many bytes of memory a call holds while it waits.</summary>
    public static int HeldBy(OutgoingCall call) => CallOverhead + (call.Extras?.Length ?? 0) + (call.Arguments?.Length ?? 0);
}
