using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Handling;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streaming;
using TypedPeer.Sessions.Work;

namespace TypedPeer.CompilerServices;

/// <summary>
/// A call as a generated dispatcher sees it. The dispatcher reads the arguments, calls the user's method and hands what it
/// returned to one of the <c>Complete</c> methods; it does so exactly once, synchronously, unless it throws.
/// </summary>
public sealed class PeerIncomingCall : IArgumentsRead
{
    private readonly IncomingCall _call;
    private CallCancellation? _cancellation;
    private List<IProgressReports>? _reports;

    internal PeerIncomingCall(IncomingCall call) => _call = call;

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
                _cancellation = new CallCancellation(Session.Options, Served.Method);
                Session.OnCancelled(_call, _cancellation);
            }

            return _cancellation.Token;
        }
    }

    /// <summary>Gets the call as the session's core knows it.</summary>
    internal IncomingCall Call => _call;

    /// <summary>Gets what starts the handlers of the call's target.</summary>
    internal HandlerQueue Queue { get; private set; } = null!;

    internal SessionScope Scope => Queue.Scope;

    internal ISession Session => Queue.Scope.Session;

    internal ServedMethod Served => _call.Served;

    /// <summary>Gets the contract the caller asked for, as far as it said so.</summary>
    internal IContractDescription Contract => _call.Contract;

    internal bool IsOneWay => _call.IsOneWay;

    /// <summary>Gets why nobody waits for the call any more; <see cref="PeerStatus.Ok"/> while somebody does.</summary>
    internal PeerStatus EndedWith =>
        _call.CancelStatus == PeerStatus.Ok && _call.Deadline != 0 && Session.Now >= _call.Deadline ? PeerStatus.DeadlineExceeded : _call.CancelStatus;

    /// <summary>Gets what a caller that was cancelled is told, in case it still listens.</summary>
    internal string CancelMessage => EndedWith == PeerStatus.DeadlineExceeded
        ? $"The call of {Served.Method} took longer than its deadline allowed."
        : $"The call of {Served.Method} was cancelled.";

    /// <summary>Gets the references in the arguments; with all of them read, whatever fails from then on is the handler's.</summary>
    internal TakenReferences Taken => _call.Taken;

    TakenReferences IArgumentsRead.Taken => _call.Taken;

    /// <summary>Gets the context the handler runs in.</summary>
    internal ExecutionContext? Context { get; private set; }

    /// <summary>Gets or sets a value indicating whether the application was asked if the call may be made.</summary>
    internal bool IsChecked { get; set; }

    /// <summary>Gets or sets why it may not.</summary>
    internal Exception? Refusal { get; set; }

    /// <summary>Gets or sets the interceptors around the call; null when there are none.</summary>
    internal IncomingInterception? Interception { get; set; }

    /// <summary>Returns a reader over the plain arguments. Valid until a <c>Complete</c> method is called.</summary>
    public PeerReader GetArguments() => new(_call.Arguments, Session, this);

    /// <summary>Returns the streamed argument at <paramref name="index"/>, counted over the streamed parameters only.</summary>
    public IAsyncEnumerable<T> GetStream<T, TCodec>(int index)
        where TCodec : struct, IPeerCodec<T>
    {
        var stream = new ArgumentReader<T, TCodec>(Session, _call.Streams![index], Served.Method, index + 1);
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
            Reply([], 0, null);
        }
        else
        {
            Session.ReleaseArguments(_call);
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
            Session.ReleaseArguments(_call);
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

        new ResultWriter<TItem, TCodec>(this, items, returned, token).Start();
    }

    /// <summary>The call is about to be handled.</summary>
    internal void Begin(HandlerQueue queue)
    {
        Queue = queue;
        Context = queue.Scope.ContextOf(_call);
    }

    /// <summary>The object taken last, which is told of progress, is kept for no longer than the call runs; the answer waits for its reports.</summary>
    void IArgumentsRead.ReturnLastAtEnd(IProgressReports reports)
    {
        _call.Taken.ReturnLastAtEnd();
        _call.IsBehindCalls = true;
        (_reports ??= []).Add(reports);
    }

    internal void Answer<TResult, TCodec>(TResult result)
        where TCodec : struct, IPeerCodec<TResult>
    {
        byte[] buffer;
        int length;
        SentReferences? references;
        var writer = new PeerWriter(Session, Scope.Options.MaxMessageBytes);
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

        Reply(buffer, length, references);
    }

    internal void Fail(Exception exception)
    {
        var (status, message) = HandlerError.OfHandler(exception, this);
        Session.AnswerError(_call, status, message, HandlerError.EncodeDetail(exception, this));
    }

    /// <summary>Answers with an encoded result.</summary>
    internal void Reply(byte[] buffer, int length, SentReferences? references)
    {
        // Whoever starts the handlers answers when it takes the next call.
        var answer = new Answer(_call, buffer, length, references);
        if (!StartedCall.TryKeep(answer))
        {
            Session.Answer(answer);
        }
    }

    /// <summary>Cancels the handler's token on this thread, where the call is cancelled.</summary>
    internal void CancelNow()
    {
        if (_call.CancelStatus != PeerStatus.Ok)
        {
            _cancellation?.Cancel();
        }
    }

    /// <summary>The call is over: its object waits for another one.</summary>
    internal void Reset()
    {
        _cancellation = null;
        _reports = null;
        Context = null;
        IsChecked = false;
        Refusal = null;
        Interception = null;
    }

    /// <summary>Completes when all that was reported is on its way. Of the reports alone: the call may have been answered, and be another, while it waits.</summary>
    private static async ValueTask ReportedAsync(List<IProgressReports> reports)
    {
        foreach (var report in reports)
        {
            await report.SentAsync().ConfigureAwait(false);
        }
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
}
