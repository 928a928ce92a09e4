using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;

namespace TypedPeer.Sessions.Streams;

/// <summary>A streamed argument on its way to the peer.</summary>
internal sealed class ArgumentStream<T, TCodec>(SessionEngine engine, PeerOutgoingStreams owner, PeerMethod method, IAsyncEnumerable<T> items)
    : StreamWriter<T, TCodec>(engine, items)
    where TCodec : struct, IPeerCodec<T>
{
    private readonly CallCancellation _cancellation = new(engine, "a streamed argument");

    // Made where the call is made: the caller's items see what the caller sees, such as its deadline and its span.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    protected override string Name => $"Streamed argument {Index} of {method}";

    protected override CancellationToken Token => _cancellation.Token;

    protected override ExecutionContext? Context => _context;

    protected override void OnStopped() => Engine.Work.Add(_cancellation);

    protected override void CancelToken() => _cancellation.Execute();

    protected override void OnEnded(PeerStatus status, string? message)
    {
    }

    protected override (PeerStatus Status, string Message) Describe(Exception exception)
    {
        Engine.Enter();
        var isHeard = !IsStopped;
        if (isHeard)
        {
            owner.Failure = exception;
        }

        Engine.Exit(eager: false);
        if (!isHeard && exception is not OperationCanceledException)
        {
            Report(exception);
        }

        return HandlerError.OfItems(exception, Name, Engine.Options);
    }

    /// <summary>The call is over, or its end is known: nobody but the application is left to be told.</summary>
    protected override void Report(Exception exception) => FailureReport.Tell($"{Name}, on the caller's side,", exception, Engine.Options);
}
