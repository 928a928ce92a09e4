using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Streaming;

namespace TypedPeer.Sessions.Handling;

/// <summary>A streamed result on its way to the caller. Its end is the end of the call.</summary>
/// <param name="call">The call the stream answers.</param>
/// <param name="items">What is enumerated.</param>
/// <param name="returned">What the handler returned, for the session to dispose however the call ends; null when there is no such thing.</param>
/// <param name="token">The call's token.</param>
internal sealed class ResultWriter<T, TCodec>(PeerIncomingCall call, IAsyncEnumerable<T> items, ReturnedBlocks? returned, CancellationToken token)
    : StreamWriter<T, TCodec>(call.Session, items)
    where TCodec : struct, IPeerCodec<T>
{
    private readonly ExecutionContext? _context = call.Context;
    private AnswerStream _stream = null!;

    protected override string Name => $"The result of {call.Served.Method}";

    protected override CancellationToken Token => token;

    protected override ExecutionContext? Context => _context;

    /// <summary>Answers the call with the stream, and enumerates as far as there is something.</summary>
    public void Start()
    {
        Stream = _stream = Session.AnswerStream(call.Call, this);
        RunContained();
    }

    protected override ValueTask ReleaseAsync() => returned is null ? default : returned.DisposeAsync();

    protected override void CancelToken() => call.CancelNow();

    protected override (PeerStatus Status, string Message) Describe(Exception exception)
    {
        _stream.Detail = HandlerError.EncodeDetail(exception, call);
        return HandlerError.OfHandler(exception, call);
    }

    protected override void Report(Exception exception)
    {
        if (!HandlerError.IsCancellation(exception, call))
        {
            HandlerError.Report(exception, call);
        }
    }
}
