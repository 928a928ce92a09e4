using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.State;

/// <summary>What the parts of one session's core share: its limits, what leaves and what is given out, what is held, and whether it goes on.</summary>
internal sealed class SessionState
{
    private WorkList _work = new();

    public SessionState(PeerSessionOptions options, Func<ulong, bool, bool> isOpen)
    {
        Options = options;
        Budget = new(options.MaxReceiveBytes);
        Deadlines = new(isOpen);
        Handshake = new(options, Send);
        KeepAlive = new(options, Send);
    }

    public PeerSessionOptions Options { get; }

    /// <summary>Gets what waits to leave.</summary>
    public SendScheduler Send { get; } = new();

    /// <summary>Gets what leaves without order.</summary>
    public UnreliableLane Lane { get; } = new();

    /// <summary>Gets what makes the session go on over another channel; null where it is not to.</summary>
    public ResumableDelivery? Delivery { get; init; }

    public ReceiveBudget Budget { get; }

    public DeadlineQueue Deadlines { get; }

    public Handshake Handshake { get; }

    public KeepAlive KeepAlive { get; }

    /// <summary>Gets or sets a value indicating whether this side takes and makes no new calls.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Gets or sets how many calls of this side ended so that their handlers may have run.</summary>
    public long UnknownOutcomes { get; set; }

    /// <summary>Gets or sets why the session ended; null while it goes on.</summary>
    public PeerSessionEnd? End { get; set; }

    /// <summary>Gets a value indicating whether nothing goes in or out any more.</summary>
    public bool HasEnded => End is not null;

    /// <summary>Gets a value indicating whether something was given out that nobody has taken.</summary>
    public bool HasWork => !_work.IsEmpty;

    /// <summary>Gives out something to do outside of the core, once that is through.</summary>
    public void Add(SessionWork work) => _work.Add(work);

    /// <summary>Takes what was given out, and leaves an empty list in its place.</summary>
    public WorkList TakeWork(WorkList empty)
    {
        var work = _work;
        _work = empty;
        return work;
    }

    /// <summary>Tells the peer how many of its references in a part of a call were taken.</summary>
    /// <param name="call">The call, as frames from this side name it.</param>
    /// <param name="part">0 for the arguments, or for the result; otherwise the index of a streamed argument.</param>
    /// <param name="taken">How many in all.</param>
    /// <param name="end">What ends with it.</param>
    /// <param name="behindCalls">Whether the call itself may not have left yet, and must not be overtaken.</param>
    public void Settle(ulong call, int part, ulong taken, SettleEnd end, bool behindCalls = false)
    {
        if (!HasEnded)
        {
            Frames.Settle(behindCalls ? Send.Calls : Send.Control, call, part, taken, end);
        }
    }
}
