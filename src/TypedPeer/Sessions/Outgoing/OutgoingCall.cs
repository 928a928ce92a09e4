using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// One call this side makes, as the session's core knows it. As work, given out when it has ended or was accepted, it tells the caller,
/// whose part of it is derived.
/// </summary>
internal abstract class OutgoingCall : SessionWork
{
    private CallBuffer _result;
    private SharedBuffer? _shared;
    private bool _holdsShared;

    public PeerMethod Method { get; set; } = null!;

    /// <summary>Gets or sets where the call goes.</summary>
    public CallTarget Target { get; set; } = null!;

    public ulong Id { get; set; }

    public OutgoingCallState State { get; set; }

    /// <summary>Gets or sets the position in the queue of calls behind this call's header.</summary>
    public long HeaderEnd { get; set; }

    public CallFlags Flags { get; set; }

    public PeerPriority Priority { get; set; }

    /// <summary>Gets or sets the encoded optional fields of the header behind its target: deadline, headers, priority.</summary>
    public byte[]? Extras { get; set; }

    /// <summary>Gets or sets the encoded arguments, rented, until they are written.</summary>
    public byte[]? Arguments { get; set; }

    public int ArgumentsLength { get; set; }

    /// <summary>Gets or sets how many bytes may wait to be sent, this call's included, where that is less than the session's options allow.</summary>
    public int QueueLimit { get; set; } = int.MaxValue;

    /// <summary>Gets or sets the references in the arguments, until they are sent.</summary>
    public SentReferences? References { get; set; }

    /// <summary>Gets or sets the receivers of progress among the arguments: the call returns behind what they are told.</summary>
    public List<ServedTarget>? Receivers { get; set; }

    /// <summary>Gets or sets how many of them have not handled what came before the answer.</summary>
    public int ReceiversAwaited { get; set; }

    /// <summary>Gets or sets how many bytes of the session's receive budget the beginning of the result holds.</summary>
    public int Held { get; set; }

    /// <summary>Gets or sets a value indicating whether the result holds references, of which the peer is to be told once it is read.</summary>
    public bool HasReferences { get; set; }

    /// <summary>Gets or sets the rest of large arguments while it is being sent.</summary>
    public BufferFlow? ArgumentsRest { get; set; }

    /// <summary>Gets or sets the streamed arguments.</summary>
    public ArgumentStreams? Streams { get; set; }

    /// <summary>Gets or sets the receiving end of a streamed result.</summary>
    public StreamReceiver? Receiver { get; set; }

    /// <summary>Gets or sets the monotonic time, in microseconds, at which the caller stops waiting; zero for never.</summary>
    public long Deadline { get; set; }

    /// <summary>Gets or sets where it waits, of a method of which only the newest call counts; null where it does not wait.</summary>
    public LatestSlot? Latest { get; set; }

    /// <summary>Gets or sets the next call that waits for its turn to be sent.</summary>
    public OutgoingCall? NextWaiting { get; set; }

    /// <summary>Gets or sets the call that waits before this one.</summary>
    public OutgoingCall? PreviousWaiting { get; set; }

    public PeerStatus Status { get; private set; }

    public string? Message { get; private set; }

    public PeerCallFate Fate { get; private set; }

    /// <summary>Gets or sets the encoded detail of the error the call ended with.</summary>
    public byte[]? Detail { get; set; }

    /// <summary>Gets or sets the token whose cancellation ended the call, if one did.</summary>
    public CancellationToken CancelledBy { get; set; }

    /// <summary>Gets a value indicating whether an answer is expected.</summary>
    public virtual bool ExpectsAnswer => true;

    /// <summary>Gets a value indicating whether the answer is a stream.</summary>
    public virtual bool ExpectsStream => false;

    /// <summary>Gets the result so far.</summary>
    public ReadOnlySpan<byte> Result => _result.Span;

    /// <summary>Gets how frames from this side name the call.</summary>
    public ulong Key => Id << 1;

    /// <summary>Gets how many bytes more the result holds when so many have come.</summary>
    public int GrowthBy(int bytes) => _result.GrowthBy(bytes);

    /// <summary>Takes a piece of the result. False when that makes it larger than it may be.</summary>
    public bool TryAppend(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length > limit - _result.Length)
        {
            return false;
        }

        _result.Append(bytes);
        return true;
    }

    /// <summary>The call ended: records how, once.</summary>
    public void SetEnd(SessionState state, PeerStatus status, string? message, PeerCallFate fate)
    {
        if (fate == PeerCallFate.MayHaveExecuted && status != PeerStatus.Cancelled)
        {
            state.UnknownOutcomes++;
        }

        State = OutgoingCallState.Ended;
        Status = status;
        Message = message;
        Fate = fate;
    }

    /// <summary>Takes arguments that other calls have as well. They are only lent, for as long as the call is being started, unless it <see cref="KeepArguments">keeps</see> them.</summary>
    public void ShareArguments(SharedBuffer shared)
    {
        _shared = shared;
        Arguments = shared.Array;
        ArgumentsLength = shared.Length;
    }

    /// <summary>The arguments are needed for longer than the call takes to start.</summary>
    public void KeepArguments()
    {
        if (_shared is { } shared && !_holdsShared)
        {
            _holdsShared = true;
            shared.Hold();
        }
    }

    /// <summary>Hands the arguments over to whoever sends them.</summary>
    /// <param name="shared">Receives who has them as well; whoever takes them lets go of that, instead of giving the array back. Null where they are the call's alone.</param>
    public byte[] TakeArguments(out SharedBuffer? shared)
    {
        KeepArguments();
        shared = _shared;
        var arguments = Arguments!;
        (Arguments, _shared, _holdsShared) = (null, null, false);
        return arguments;
    }

    /// <summary>Gives the arguments back, if they are still here.</summary>
    public void ReturnArguments()
    {
        if (Arguments is { } arguments)
        {
            Arguments = null;
            if (_shared is not { } shared)
            {
                PeerBuffers.Return(arguments);
                return;
            }

            _shared = null;
            if (_holdsShared)
            {
                _holdsShared = false;
                shared.Release();
            }
        }
    }

    /// <summary>The arguments were not sent and will not be: what was shared for them is given back.</summary>
    public void DiscardReferences()
    {
        References?.TryClose();
        References = null;
    }

    /// <summary>Makes the object ready for its next call.</summary>
    protected void Reset()
    {
        _result.Reset();
        Method = null!;
        State = OutgoingCallState.Idle;
        Flags = CallFlags.None;
        QueueLimit = int.MaxValue;
        Extras = null;
        Streams = null;
        References = null;
        Receivers = null;
        ReceiversAwaited = 0;
        HasReferences = false;
        Deadline = 0;
        HeaderEnd = 0;
        Latest = null;
        Message = null;
        Detail = null;
        Status = PeerStatus.Ok;
        Fate = PeerCallFate.Answered;
        CancelledBy = default;
    }
}
