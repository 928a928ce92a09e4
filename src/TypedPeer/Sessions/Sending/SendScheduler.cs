using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Sending;

/// <summary>
/// Decides what leaves next (docs/protocol.md, "Order of sending"): control first; then answers, calls and one chunk of each
/// flow in turn, so that nobody waits for more than a bounded number of bytes of anybody else.
/// </summary>
internal sealed class SendScheduler
{
    /// <summary>The largest piece of one call's data in one frame.</summary>
    public const int MaxChunk = 16 * 1024;

    /// <summary>What frames need beside their chunk: header, identifiers, flags.</summary>
    public const int ChunkOverhead = 64;

    /// <summary>How many bytes of small frames of one kind leave before the others have a turn.</summary>
    private const int Burst = 16 * 1024;

    /// <summary>So many bytes of small frames, which fit into one packet, are worth a message of their own when a flow waits behind them.</summary>
    private const int Few = 1024;

    /// <summary>How many bytes of calls an answer waits behind, above what is queued of them: a peer that takes no calls has no answers pile up there.</summary>
    private const int MostBehindCalls = 512 * 1024;

    /// <summary>Flows that have something to send and may, in turn. Known by its last member, whose next is the first.</summary>
    private SendFlow? _ring;
    private int _flows;

    /// <summary>Flows whose call's header has not left yet, by the position it leaves at.</summary>
    private PriorityQueue<SendFlow, long>? _behindHeaders;
    private bool _isClosed;
    private bool _flowsAreNext;
    private long _callCredit;
    private long _unlimited = long.MaxValue;

    /// <summary>Gets cancel, credit, ping and the like: few, small, ahead of everything.</summary>
    public FrameQueue Control { get; } = new();

    /// <summary>Gets results and errors that fit into one frame.</summary>
    public FrameQueue Answers { get; } = new();

    /// <summary>Gets the headers of calls with what fits of their arguments.</summary>
    public FrameQueue Calls { get; } = new();

    /// <summary>Gets or sets a value indicating whether the peer's hello came: before, only control leaves.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Gets or sets how many bytes of CALL frames the peer still takes.</summary>
    public long CallCredit
    {
        get => _callCredit;
        set => _callCredit = value;
    }

    /// <summary>Gets or sets the largest chunk, from the channel's message size.</summary>
    public int Chunk { get; set; } = 1024;

    /// <summary>Gets a value indicating whether something could leave now: whether <see cref="Write"/> would write.</summary>
    public bool HasOutput => HasFrames || HasFlow;

    /// <summary>Gets a value indicating whether flows are all that could leave now.</summary>
    public bool HasOnlyFlows => !HasFrames && HasFlow;

    /// <summary>Gets how many bytes wait in the queues; flows not counted.</summary>
    public long QueuedBytes => Control.Length + Answers.Length + Calls.Length;

    /// <summary>Gets a value indicating whether everything has left.</summary>
    public bool IsEmpty => Control.Length == 0 && HasOnlyControl;

    /// <summary>Gets a value indicating whether everything has left but control frames.</summary>
    public bool HasOnlyControl => Answers.Length == 0 && Calls.Length == 0 && _flows == 0 && _behindHeaders is not { Count: > 0 };

    /// <summary>Gets a value indicating whether a whole frame out of a queue could leave now.</summary>
    private bool HasFrames => Control.Length > 0 || (IsOpen && (Answers.Length > 0 || CallsCanLeave));

    private bool CallsCanLeave => Calls.Length > 0 && (Calls.NextFrameSize <= CallCredit || !Calls.NextIsCall);

    /// <summary>Gets the queue for an answer: among the calls, when it has to come behind those that wait and not so much waits that they do not leave at all.</summary>
    public FrameQueue QueueOf(bool isBehindCalls, out bool isFree)
    {
        isFree = isBehindCalls && Calls.Length is > 0 and < MostBehindCalls;
        return isFree ? Calls : Answers;
    }

    /// <summary>Gets a value indicating whether the first flow of the ring could send. Those that were stopped while they waited leave the ring here.</summary>
    private bool HasFlow
    {
        get
        {
            while (IsOpen && _ring is { } last)
            {
                if (last.Next!.CanSend)
                {
                    return true;
                }

                Remove(last.Next);
            }

            return false;
        }
    }

    /// <summary>Takes on a flow that has something to send, behind all others and behind its call's header; harmless when it is there already.</summary>
    public void Activate(SendFlow flow)
    {
        if (flow.IsActive || !flow.CanSend || _isClosed)
        {
            return;
        }

        flow.IsActive = true;
        flow.Turn = flow.Quantum;
        if (flow.NotBefore > Calls.Taken)
        {
            (_behindHeaders ??= new()).Enqueue(flow, flow.NotBefore);
        }
        else
        {
            Join(flow);
        }
    }

    private void Join(SendFlow flow)
    {
        _flows++;
        if (_ring is null)
        {
            flow.Next = flow;
        }
        else
        {
            flow.Next = _ring.Next;
            _ring.Next = flow;
        }

        _ring = flow;
    }

    /// <summary>
    /// Composes the next channel message, in room for at least a <see cref="Chunk"/> and <see cref="ChunkOverhead"/>. Zero exactly
    /// when nothing could leave (<see cref="HasOutput"/>): no frame is larger than that room.
    /// </summary>
    public int Write(Span<byte> destination)
    {
        _unlimited = long.MaxValue;
        var position = Control.MoveTo(destination, destination.Length, ref _unlimited);
        if (!IsOpen || Control.Length > 0)
        {
            return position;
        }

        var small = MoveSmall(destination[position..]);
        position += small;
        if (small is > 0 and <= Few && HasFlow && !_flowsAreNext)
        {
            // A message is read when all of it is there: a chunk would delay what is small. The next message is for the flows.
            _flowsAreNext = true;
            return position;
        }

        _flowsAreNext = false;
        while (true)
        {
            var chunk = WriteFlow(destination[position..], position == 0);
            position += chunk;
            small = MoveSmall(destination[position..]);
            position += small;
            if (chunk + small == 0)
            {
                return position;
            }
        }
    }

    /// <summary>Moves answers, then calls.</summary>
    private int MoveSmall(Span<byte> destination)
    {
        var answers = Answers.MoveTo(destination, Burst, ref _unlimited);
        var calls = Calls.MoveTo(destination[answers..], Burst, ref _callCredit);
        while (_behindHeaders is not null && _behindHeaders.TryPeek(out var flow, out var header) && header <= Calls.Taken)
        {
            _behindHeaders.Dequeue();
            Join(flow);
        }

        return answers + calls;
    }

    /// <summary>Drops everything that waits except control frames: a goodbye still leaves.</summary>
    public void DropData()
    {
        Answers.Clear();
        Calls.Clear();
        _ring = null;
        _flows = 0;
        _behindHeaders?.Clear();
        _isClosed = true;
    }

    private int WriteFlow(Span<byte> destination, bool alone)
    {
        // A chunk that would be cut short by what is left of a message waits for the next message instead.
        if (!HasFlow || (!alone && destination.Length < Math.Min(Chunk, 2048) + ChunkOverhead))
        {
            return 0;
        }

        for (var tries = _flows; tries > 0 && HasFlow; tries--)
        {
            // With nobody to take turns with, what is left of a turn is no reason to cut a chunk.
            var flow = _ring!.Next!;
            var written = flow.WriteFrame(destination, _flows == 1 ? Chunk : Math.Min(Chunk, Math.Max(flow.Turn, 1024)));
            flow.Turn -= written;
            if (!flow.CanSend)
            {
                Remove(flow);
            }
            else if (flow.Turn <= 0 || written == 0)
            {
                flow.Turn = flow.Quantum;
                _ring = flow;
            }

            if (written > 0)
            {
                return written;
            }
        }

        return 0;
    }

    /// <summary>Takes the first of the ring out of it.</summary>
    private void Remove(SendFlow first)
    {
        if (!first.IsActive)
        {
            return;
        }

        _flows--;
        first.IsActive = false;
        if (ReferenceEquals(_ring, first))
        {
            _ring = null;
        }
        else
        {
            _ring!.Next = first.Next;
        }

        first.Next = null;
    }
}
