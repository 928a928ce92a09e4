using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>
/// One call of the peer as the session's core knows it, until it has been answered. Pooled together with its <see cref="Handler"/>, the
/// part that the handler sees.
/// </summary>
internal sealed class IncomingCall : QueuedCall
{
    private CallBuffer _arguments;

    private IncomingCall(ICallHost host) => Handler = host.CreateHandler(this);

    /// <summary>Gets the call outside of the core.</summary>
    public CallHandler Handler { get; }

    public ulong Id { get; private set; }

    /// <summary>Gets or sets where it is among the open calls.</summary>
    public int Place { get; set; }

    public CallFlags Flags { get; set; }

    /// <summary>Gets or sets a value indicating whether it came by the lane without order: its number is this side's own.</summary>
    public bool IsUnreliable { get; set; }

    /// <summary>Gets or sets the contract the caller asked for, as far as it said so.</summary>
    public IContractDescription Contract { get; set; } = null!;

    /// <summary>Gets or sets the bytes of the peer's call window this call takes.</summary>
    public int Cost { get; set; }

    /// <summary>Gets or sets the share of the channel the answer gets.</summary>
    public PeerPriority Priority { get; set; }

    /// <summary>Gets or sets why the call is to stop; <see cref="PeerStatus.Ok"/> while it is not.</summary>
    public PeerStatus CancelStatus { get; set; }

    /// <summary>Gets or sets the monotonic time, in microseconds, at which the caller stops waiting; zero for never.</summary>
    public long Deadline { get; set; }

    /// <summary>Gets or sets the headers; null for none.</summary>
    public KeyValuePair<string, string>[]? Headers { get; set; }

    /// <summary>Gets or sets what is given out when the call is cancelled; null while nobody asked for it.</summary>
    public SessionWork? WhenCancelled { get; set; }

    /// <summary>Gets or sets what is given out when the call is over, and gives back what its object counts for; null for nothing.</summary>
    public SessionWork? AtEnd { get; set; }

    /// <summary>Gets or sets a value indicating whether the answer goes behind the calls this side makes: reports of progress are among them.</summary>
    public bool IsBehindCalls { get; set; }

    /// <summary>Gets or sets the streamed arguments.</summary>
    public StreamReceiver[]? Streams { get; set; }

    /// <summary>Gets or sets the streamed result.</summary>
    public OutgoingStream? ResultStream { get; set; }

    /// <summary>Gets or sets the result while it is too large to leave at once.</summary>
    public BufferFlow? ResultRest { get; set; }

    /// <summary>Gets or sets the references in a result that is too large to leave at once.</summary>
    public SentReferences? ResultReferences { get; set; }

    /// <summary>Gets the references in the arguments.</summary>
    public TakenReferences Taken { get; } = new();

    /// <summary>Gets or sets how many bytes of the session's receive budget the arguments hold.</summary>
    public int Held { get; set; }

    /// <summary>Gets or sets how many bytes the call itself takes in memory, until it has ended.</summary>
    public int Kept { get; set; }

    /// <summary>Gets or sets credit for the result's stream that came before the handler answered.</summary>
    public long EarlyCredit { get; set; }

    /// <summary>Gets the arguments so far.</summary>
    public ReadOnlySpan<byte> Arguments => _arguments.Span;

    /// <summary>Gets how frames from this side name the call.</summary>
    public ulong Key => (Id << 1) | 1;

    /// <summary>Gets what a caller that was cancelled is told, in case it still listens.</summary>
    public string CancelMessage => CancelStatus == PeerStatus.DeadlineExceeded
        ? $"The call of {Served.Method} took longer than its deadline allowed."
        : $"The call of {Served.Method} was cancelled.";

    public static IncomingCall Rent(OwnPool<IncomingCall> pool, ICallHost host, ulong id, ServedMethod served, CallFlags flags)
    {
        var call = pool.Rent() ?? new(host);
        call.Id = id;
        call.Served = served;
        call.Flags = flags;
        call.IsOneWay = (flags & CallFlags.OneWay) != 0;
        return call;
    }

    /// <summary>Gets how many bytes more the arguments hold when so many have come.</summary>
    public int GrowthBy(int bytes) => _arguments.GrowthBy(bytes);

    public void Append(ReadOnlySpan<byte> bytes) => _arguments.Append(bytes);

    public void ResetArguments() => _arguments.Reset();

    /// <summary>Gets the streamed argument with the index that frames use, or null.</summary>
    public StreamReceiver? FindStream(ulong index) =>
        Streams is { } streams && index >= 1 && index <= (ulong)streams.Length ? streams[(int)index - 1] : null;

    /// <summary>The call has left the tables: gives everything back.</summary>
    public void Recycle(OwnPool<IncomingCall> pool)
    {
        Handler.Reset();
        _arguments.Reset();
        Served = null!;
        Contract = null!;
        ArgumentsComplete = false;
        IsUnreliable = false;
        CancelStatus = PeerStatus.Ok;
        Headers = null;
        WhenCancelled = null;
        AtEnd = null;
        IsBehindCalls = false;
        Streams = null;
        ResultStream = null;
        ResultRest = null;
        ResultReferences = null;
        EarlyCredit = 0;
        Deadline = 0;
        Cost = 0;
        Kept = 0;
        Next = null;
        pool.Return(this);
    }
}
