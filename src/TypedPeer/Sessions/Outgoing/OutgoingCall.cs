using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// One call this side makes. The session's tables drive it under the lock; <see cref="Execute"/> then tells the caller on a
/// pool thread, so that user code never runs where frames are read.
/// </summary>
internal abstract class OutgoingCall : IThreadPoolWorkItem
{
    private byte[]? _arguments;
    private CancellationTokenRegistration _cancellation;
    private CancellationTokenRegistration _secondCancellation;

    protected OutgoingCall()
    {
    }

    public SessionEngine Engine { get; set; } = null!;

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
    public byte[]? Arguments
    {
        get => _arguments;
        set => _arguments = value;
    }

    public int ArgumentsLength { get; set; }

    /// <summary>Gets or sets the references in the arguments, until they are sent.</summary>
    public SentReferences? References { get; set; }

    /// <summary>Gets or sets the receivers of progress among the arguments: the call returns behind what they are told.</summary>
    public List<ServedTarget>? Receivers { get; set; }

    /// <summary>Gets or sets how many of them have not handled what came before the answer.</summary>
    public int ReceiversAwaited { get; set; }

    /// <summary>Gets or sets how many bytes of the session's receive budget the beginning of the result holds.</summary>
    public int Held { get; set; }

    /// <summary>Gets or sets what stands for a result that holds references, until it is read.</summary>
    public UnreadResult? Unread { get; set; }

    /// <summary>Gets or sets the rest of large arguments while it is being sent.</summary>
    public BufferFlow? ArgumentsRest { get; set; }

    public PeerOutgoingStreams? Streams { get; set; }

    /// <summary>Gets or sets the monotonic time, in microseconds, at which the caller stops waiting; zero for never.</summary>
    public long Deadline { get; set; }

    /// <summary>Gets or sets the next call that waits for its turn to be sent.</summary>
    public OutgoingCall? NextWaiting { get; set; }

    /// <summary>Gets or sets the call that waits before this one.</summary>
    public OutgoingCall? PreviousWaiting { get; set; }

    public PeerStatus Status { get; private set; }

    public string? Message { get; private set; }

    public PeerCallFate Fate { get; private set; }

    /// <summary>Gets or sets the encoded detail of the error the call ended with.</summary>
    public byte[]? Detail { get; set; }

    /// <summary>Gets the token whose cancellation ended the call, if one did.</summary>
    public CancellationToken CancelledBy { get; private set; }

    /// <summary>Gets a value indicating whether an answer is expected.</summary>
    public virtual bool ExpectsAnswer => true;

    /// <summary>Gets the receiving end of a streamed result.</summary>
    public virtual StreamReceiver? Receiver => null;

    /// <summary>Gets how many bytes more a result holds when so many have come. Under the lock.</summary>
    public virtual int GrowthBy(int bytes) => 0;

    /// <summary>Takes a piece of the result. Under the lock.</summary>
    public abstract bool OnResult(ReadOnlySpan<byte> bytes, int limit);

    /// <summary>The call ended: records how, once. Under the lock.</summary>
    public virtual void OnEnded(PeerStatus status, string? message, PeerCallFate fate)
    {
        State = OutgoingCallState.Ended;
        Status = status;
        Message = message;
        Fate = fate;
        ReturnArguments();
        Engine.Core.Unhold(Held);
        Held = 0;
        ArgumentsRest?.Release();
        ArgumentsRest = null;
        DiscardReferences();
        Streams?.StopAll();
        if (status == PeerStatus.Ok && Streams?.Failure is { } failure)
        {
            // The handler did without the rest, so no exception of the call carries it.
            Engine.Work.Add(new FailureReport($"A streamed argument of {Method}, on the caller's side,", failure, Engine.Options));
        }
    }

    /// <summary>A one-way call was written to the queue. Under the lock.</summary>
    public virtual void OnAccepted()
    {
    }

    public abstract void Execute();

    /// <summary>Gives the arguments back, once: a call that cannot be started may be cancelled at the same time.</summary>
    public void ReturnArguments()
    {
        if (_arguments is not null && Interlocked.Exchange(ref _arguments, null) is { } arguments)
        {
            PeerBuffers.Return(arguments);
        }
    }

    /// <summary>The arguments were not sent and will not be: what was shared for them is given back. Under the lock.</summary>
    public void DiscardReferences()
    {
        References?.TryClose();
        References = null;
    }

    public void Watch(CancellationToken token, CancellationToken second = default)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token.UnsafeRegister(static (state, token) => ((OutgoingCall)state!).Cancel(token), this);
        }

        if (second.CanBeCanceled && second != token)
        {
            _secondCancellation = second.UnsafeRegister(static (state, token) => ((OutgoingCall)state!).Cancel(token), this);
        }
    }

    /// <summary>Stops watching tokens; afterwards no cancellation is under way any more.</summary>
    public void Unwatch()
    {
        _cancellation.Dispose();
        _cancellation = default;
        _secondCancellation.Dispose();
        _secondCancellation = default;
    }

    /// <summary>Makes the object ready for its next call.</summary>
    protected void Reset()
    {
        Engine = null!;
        Method = null!;
        State = OutgoingCallState.Idle;
        Flags = CallFlags.None;
        Extras = null;
        Streams = null;
        References = null;
        Receivers = null;
        ReceiversAwaited = 0;
        Unread = null;
        Deadline = 0;
        HeaderEnd = 0;
        Message = null;
        Detail = null;
        Status = PeerStatus.Ok;
        Fate = PeerCallFate.Answered;
        CancelledBy = default;
    }

    protected Exception CreateException()
    {
        if (CancelledBy.IsCancellationRequested)
        {
            return new OperationCanceledException($"The call of {Method} was cancelled.", CancelledBy);
        }

        return new PeerException(Status, Message ?? $"The call of {Method} failed ({Status}).", Fate, Streams?.Failure)
        {
            Detail = Detail is null ? null : PeerErrorDetail.Decode(Detail, Target.Descriptor),
        };
    }

    private void Cancel(CancellationToken token) => Engine.CancelCall(this, PeerStatus.Cancelled, token);

    internal void SetCancelledBy(CancellationToken token) => CancelledBy = token;
}

/// <summary>Where an outgoing call stands.</summary>
internal enum OutgoingCallState : byte
{
    Idle,

    /// <summary>Waits for room in the queue or for the peer's limit.</summary>
    Waiting,

    /// <summary>Its header is in the queue or sent; the answer has not come.</summary>
    Open,
    Ended,
}
