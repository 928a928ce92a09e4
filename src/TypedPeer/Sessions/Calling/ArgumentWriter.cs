using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Streaming;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Calling;

/// <summary>A streamed argument on its way to the peer.</summary>
internal sealed class ArgumentWriter<T, TCodec> : StreamWriter<T, TCodec>
    where TCodec : struct, IPeerCodec<T>
{
    private readonly CallCancellation _cancellation;
    private readonly ArgumentStreams _streams;
    private readonly PeerMethod _method;

    // Made where the call is made: the caller's items see what the caller sees, such as its deadline and its span.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public ArgumentWriter(ISession session, ArgumentStreams streams, PeerMethod method, IAsyncEnumerable<T> items)
        : base(session, items)
    {
        _streams = streams;
        _method = method;
        _cancellation = new(session.Options, "a streamed argument");
        Stream = streams.Add();
        Stream.Producer = this;
        Stream.WhenStopped = _cancellation;
    }

    protected override string Name => $"Streamed argument {Stream.Index} of {_method}";

    protected override CancellationToken Token => _cancellation.Token;

    protected override ExecutionContext? Context => _context;

    protected override void CancelToken() => _cancellation.Cancel();

    protected override (PeerStatus Status, string Message) Describe(Exception exception)
    {
        if (!Session.NoteFailure(_streams, Stream, exception) && exception is not OperationCanceledException)
        {
            Report(exception);
        }

        return ToldError.OfItems(exception, Name, Session.Options);
    }

    /// <summary>The call is over, or its end is known: nobody but the application is left to be told.</summary>
    protected override void Report(Exception exception) => FailureReport.Tell($"{Name}, on the caller's side,", exception, Session.Options);
}
