using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Progress;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.CompilerServices;

/// <summary>
/// A call as a generated dispatcher sees it. The dispatcher reads the arguments, calls the user's method and hands what it
/// returned to one of the <c>Complete</c> methods; it does so exactly once, synchronously, unless it throws.
/// </summary>
public sealed class PeerIncomingCall : IThreadPoolWorkItem
{
    private static readonly ObjectPool<PeerIncomingCall> Shared = new(1024);
    private CallBuffer _arguments;
    private CallCancellation? _cancellation;
    private List<PeerReferenceHandle>? _taken;
    private List<PeerReferenceHandle>? _untilEnd;
    private List<IProgressReports>? _reports;
    private bool _argumentsRead;

    private PeerIncomingCall()
    {
    }

    /// <summary>
    /// Gets the token that is cancelled when the caller cancels, its deadline passes or the session ends. Only methods that
    /// take a token ask for it, since it costs something to make.
    /// </summary>
    public CancellationToken CancellationToken
    {
        get
        {
            if (_cancellation is null)
            {
                var cancellation = new CallCancellation(Engine, Served.Method);
                Engine.Enter();
                _cancellation = cancellation;
                if (CancelStatus != PeerStatus.Ok)
                {
                    Engine.Work.Add(cancellation);
                }

                Engine.Exit(eager: false);
            }

            return _cancellation.Token;
        }
    }

    internal SessionEngine Engine { get; private set; } = null!;

    internal ulong Id { get; private set; }

    internal ServedMethod Served { get; private set; } = null!;

    /// <summary>Gets or sets the contract the caller asked for, as far as it said so.</summary>
    internal PeerContractDescriptor Contract { get; set; } = null!;

    internal CallFlags Flags { get; private set; }

    /// <summary>Gets or sets the bytes of the peer's call window this call takes.</summary>
    internal int Cost { get; set; }

    internal bool IsOneWay => (Flags & CallFlags.OneWay) != 0;

    /// <summary>Gets or sets the share of the channel the answer gets.</summary>
    internal PeerPriority Priority { get; set; }

    internal bool ArgumentsComplete { get; set; }

    /// <summary>Gets why the call is to stop; <see cref="PeerStatus.Ok"/> while it is not.</summary>
    internal PeerStatus CancelStatus { get; private set; }

    /// <summary>Gets or sets the monotonic time, in microseconds, at which the caller stops waiting; zero for never.</summary>
    internal long Deadline { get; set; }

    /// <summary>Gets why nobody waits for the call any more; <see cref="PeerStatus.Ok"/> while somebody does.</summary>
    internal PeerStatus EndedWith => CancelStatus == PeerStatus.Ok && Deadline != 0 && Engine.Now >= Deadline ? PeerStatus.DeadlineExceeded : CancelStatus;

    /// <summary>Gets what a caller that was cancelled is told, in case it still listens.</summary>
    internal string CancelMessage => EndedWith == PeerStatus.DeadlineExceeded
        ? $"The call of {Served.Method} took longer than its deadline allowed."
        : $"The call of {Served.Method} was cancelled.";

    /// <summary>Gets a value indicating whether all arguments were read, so that whatever fails from then on is the handler's.</summary>
    internal bool ArgumentsRead => _argumentsRead;

    /// <summary>Gets or sets the next call in the queue of its target.</summary>
    internal PeerIncomingCall? Next { get; set; }

    /// <summary>Gets or sets the streamed arguments.</summary>
    internal StreamReceiver[]? Streams { get; set; }

    internal OutgoingStream? ResultStream { get; private set; }

    /// <summary>Gets or sets the result while it is too large to leave at once.</summary>
    internal BufferFlow? ResultRest { get; set; }

    /// <summary>Gets or sets the references in a result that is too large to leave at once.</summary>
    internal SentReferences? ResultReferences { get; set; }

    /// <summary>Gets or sets how many bytes of the session's receive budget the arguments hold.</summary>
    internal int Held { get; set; }

    /// <summary>Gets or sets how many bytes the call itself takes in memory, until it has ended.</summary>
    internal int Kept { get; set; }

    /// <summary>Gets or sets credit for the result's stream that came before the handler answered.</summary>
    internal long EarlyCredit { get; set; }

    /// <summary>Gets or sets the surroundings of the handler, where the call brings its own.</summary>
    internal ExecutionContext? Context { get; set; }

    /// <summary>Gets or sets what is disposed when the call has ended: the instance made for it.</summary>
    internal IAsyncDisposable? Lease { get; set; }

    /// <summary>Gets or sets the interceptors around the call; null when there are none.</summary>
    internal IncomingInterception? Interception { get; set; }

    /// <summary>Gets the length of the arguments so far.</summary>
    internal int ArgumentsLength => _arguments.Length;

    /// <summary>Returns a reader over the plain arguments. Valid until a <c>Complete</c> method is called.</summary>
    public PeerReader GetArguments() => new(_arguments.Span, Engine, this);

    /// <summary>Returns the streamed argument at <paramref name="index"/>, counted over the streamed parameters only.</summary>
    public IAsyncEnumerable<T> GetStream<T, TCodec>(int index)
        where TCodec : struct, IPeerCodec<T>
    {
        var stream = new IncomingStream<T, TCodec>(Engine, Streams![index], Served.Method, Id, index + 1);
        return Interception is { } interception ? interception.WatchArgument(stream) : stream;
    }

    /// <summary>Answers without a value, once <paramref name="task"/> has completed.</summary>
    public void Complete(ValueTask task)
    {
        if (_reports is { } reports)
        {
            CompleteCore(ReportedAsync(task, reports));
        }
        else
        {
            CompleteCore(task);
        }
    }

    private void CompleteCore(ValueTask task)
    {
        if (Interception is { } interception)
        {
            interception.Complete(task);
        }
        else if (task.IsCompletedSuccessfully)
        {
            // Taken, since a pooled source waits for it.
            task.GetAwaiter().GetResult();
            Engine.Answer(this, [], 0);
        }
        else
        {
            Engine.ReleaseArguments(this);
            PendingResult<NoResult, NoResultCodec>.Await(this, task);
        }
    }

    /// <summary>Answers with a value, once <paramref name="task"/> has completed.</summary>
    public void Complete<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult>
    {
        if (_reports is { } reports)
        {
            CompleteCore<TResult, TCodec>(ReportedAsync(task, reports));
        }
        else
        {
            CompleteCore<TResult, TCodec>(task);
        }
    }

    private void CompleteCore<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult>
    {
        if (Interception is { } interception)
        {
            interception.Complete<TResult, TCodec>(task);
        }
        else if (task.IsCompletedSuccessfully)
        {
            Answer<TResult, TCodec>(task.Result);
        }
        else
        {
            Engine.ReleaseArguments(this);
            PendingResult<TResult, TCodec>.Await(this, task);
        }
    }

    /// <summary>Answers with the items of a stream.</summary>
    public void CompleteStream<TItem, TCodec>(IAsyncEnumerable<TItem> items)
        where TCodec : struct, IPeerCodec<TItem>
    {
        if (items is null)
        {
            throw new InvalidOperationException($"The handler of {Served.Method} returned no stream.");
        }

        var token = CancellationToken;
        var returned = items as ReturnedBlocks;
        if (Interception is { } interception)
        {
            items = interception.CompleteStream(items, token);
        }

        var stream = new ResultStream<TItem, TCodec>(Engine, this, items, returned, token);
        Engine.Enter();
        ResultStream = stream;
        Engine.Core.Incoming.OpenResultStream(this, stream);
        Engine.Exit(eager: false);
        Engine.ReleaseArguments(this);
        stream.Execute();
    }

    /// <summary>Starts the handler, for calls that keep no place in a queue.</summary>
    void IThreadPoolWorkItem.Execute() => Served.Target.StartConcurrent(this);

    /// <summary>Makes what keeps a session's idle calls.</summary>
    internal static OwnPool<PeerIncomingCall> CreatePool() => new(Shared, 64);

    internal static PeerIncomingCall Rent(OwnPool<PeerIncomingCall> pool, SessionEngine engine, ulong id, ServedMethod served, CallFlags flags)
    {
        var call = pool.Rent() ?? new();
        call.Engine = engine;
        call.Id = id;
        call.Served = served;
        call.Flags = flags;
        return call;
    }

    /// <summary>Gets how many references were taken out of the arguments.</summary>
    internal int Taken => _taken?.Count ?? 0;

    /// <summary>Notes an object of the peer among the arguments.</summary>
    internal void Took(PeerReferenceHandle handle) => (_taken ??= []).Add(handle);

    /// <summary>The object taken last, which is told of progress, is kept for no longer than the call runs; the answer waits for its reports.</summary>
    internal void ReturnLastAtEnd(IProgressReports reports)
    {
        (_untilEnd ??= []).Add(_taken![^1]);
        (_reports ??= []).Add(reports);
    }

    /// <summary>Gets a value indicating whether reports of progress go ahead of the answer.</summary>
    internal bool HasReports => _reports is not null;

    /// <summary>Completes when all that was reported is on its way. Of the reports alone: the call may have been answered, and be another, while it waits.</summary>
    private static async ValueTask ReportedAsync(List<IProgressReports> reports)
    {
        foreach (var report in reports)
        {
            await report.SentAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Every argument was read: the objects among them belong to the handler now.</summary>
    internal void OnArgumentsRead() => _argumentsRead = true;

    /// <summary>There is no handler the arguments could belong to: the objects among them go back to the peer.</summary>
    internal void DropArguments() => _argumentsRead = false;

    /// <summary>
    /// No argument will be read any more: the peer learns which references were taken, and what was taken of arguments that
    /// could not be read to their end goes back. Under the lock; harmless when it was done.
    /// </summary>
    internal void SettleArguments()
    {
        if ((Flags & CallFlags.Settle) != 0 && (Taken > 0 || !_argumentsRead))
        {
            Engine.Core.Settle((Id << 1) | 1, 0, (ulong)Taken, SettleEnd.Part);
        }

        Flags &= ~CallFlags.Settle;
        if (!_argumentsRead)
        {
            Return(_taken);
        }

        _taken = null;
    }

    /// <summary>The call is over: what was kept for it is given back. Under the lock.</summary>
    internal void ReleaseReferences()
    {
        SettleArguments();
        if (_argumentsRead)
        {
            Return(_untilEnd);
        }

        _untilEnd = null;
    }

    /// <summary>Gets how many bytes more the arguments hold when so many have come.</summary>
    internal int GrowthBy(int bytes) => _arguments.GrowthBy(bytes);

    internal void Append(ReadOnlySpan<byte> bytes) => _arguments.Append(bytes);

    internal void ResetArguments() => _arguments.Reset();

    internal void Answer<TResult, TCodec>(TResult result)
        where TCodec : struct, IPeerCodec<TResult>
    {
        byte[] buffer;
        int length;
        SentReferences? references;
        var writer = new PeerWriter(Engine, Engine.Options.MaxMessageBytes);
        try
        {
            TCodec.Write(ref writer, in result);
            references = writer.References;
            (buffer, length) = writer.Detach();
        }
#pragma warning disable CA1031 // Whatever the user's data throws while it is encoded is the handler's failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            writer.Dispose();
            Fail(Unwritable.Value($"The result of {Served.Method}", e));
            return;
        }

        Engine.Answer(this, buffer, length, references);
    }

    internal void Fail(Exception exception)
    {
        var (status, message) = HandlerError.OfHandler(exception, this);
        Engine.AnswerError(this, status, message, HandlerError.EncodeDetail(exception, this));
    }

    /// <summary>The caller does not want it any more. Under the lock.</summary>
    internal void Cancel(PeerStatus status)
    {
        if (CancelStatus != PeerStatus.Ok)
        {
            return;
        }

        CancelStatus = status;
        if (_cancellation is not null)
        {
            Engine.Work.Add(_cancellation);
        }

        if (Streams is { } streams)
        {
            foreach (var stream in streams)
            {
                stream.End(PeerStatus.Cancelled, "The call was cancelled.");
            }
        }

        ResultStream?.Stop();
    }

    /// <summary>Cancels the handler's token on this thread, where the call is cancelled. Not under the lock: user code may run.</summary>
    internal void CancelNow()
    {
        if (CancelStatus != PeerStatus.Ok)
        {
            _cancellation?.Execute();
        }
    }

    /// <summary>The call has left the tables: gives everything back. Under the lock.</summary>
    internal void Recycle(OwnPool<PeerIncomingCall> pool)
    {
        _cancellation = null;
        _arguments.Reset();
        Engine = null!;
        Served = null!;
        Contract = null!;
        ArgumentsComplete = false;
        _argumentsRead = false;
        _reports = null;
        CancelStatus = PeerStatus.Ok;
        Streams = null;
        ResultStream = null;
        ResultRest = null;
        EarlyCredit = 0;
        Context = null;
        Interception = null;
        Lease = null;
        Deadline = 0;
        Cost = 0;
        Kept = 0;
        Next = null;
        ResultReferences = null;
        pool.Return(this);
    }

    private static async ValueTask ReportedAsync(ValueTask task, List<IProgressReports> reports)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        finally
        {
            await ReportedAsync(reports).ConfigureAwait(false);
        }
    }

    private static async ValueTask<TResult> ReportedAsync<TResult>(ValueTask<TResult> task, List<IProgressReports> reports)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            await ReportedAsync(reports).ConfigureAwait(false);
        }
    }

    private void Return(List<PeerReferenceHandle>? handles)
    {
        if (handles is not null)
        {
            foreach (var handle in handles)
            {
                Engine.Core.References.ReturnOne(handle);
            }
        }
    }
}
