using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Streams;

/// <summary>A streamed result on its way to the caller. Its end is the end of the call.</summary>
internal sealed class ResultStream<T, TCodec> : StreamWriter<T, TCodec>
    where TCodec : struct, IPeerCodec<T>
{
    private readonly PeerIncomingCall _call;
    private readonly ExecutionContext? _context;
    private readonly ReturnedBlocks? _returned;
    private byte[]? _detail;

    /// <param name="engine">The session.</param>
    /// <param name="call">The call the stream answers.</param>
    /// <param name="items">What is enumerated.</param>
    /// <param name="returned">What the handler returned, for the session to dispose however the call ends; null when there is no such thing.</param>
    /// <param name="token">The call's token.</param>
    public ResultStream(SessionEngine engine, PeerIncomingCall call, IAsyncEnumerable<T> items, ReturnedBlocks? returned, CancellationToken token)
        : base(engine, items)
    {
        _call = call;
        _returned = returned;
        _context = call.Context ?? engine.HandlerContext;
        Token = token;
        Call = (call.Id << 1) | 1;
    }

    protected override string Name => $"The result of {_call.Served.Method}";

    protected override CancellationToken Token { get; }

    protected override ExecutionContext? Context => _context;

    protected override void OnStopped()
    {
        // The call's own token is cancelled by whoever stopped the stream.
    }

    protected override ValueTask ReleaseAsync() => _returned is null ? default : _returned.DisposeAsync();

    protected override void CancelToken() => _call.CancelNow();

    protected override void OnEnded(PeerStatus status, string? message) => Engine.Core.Incoming.StreamEnded(_call, IsStopped);

    protected override (PeerStatus Status, string Message) Describe(Exception exception)
    {
        _detail = HandlerError.EncodeDetail(exception, _call);
        return HandlerError.OfHandler(exception, _call);
    }

    protected override void Report(Exception exception)
    {
        if (!HandlerError.IsCancellation(exception, _call))
        {
            HandlerError.Report(exception, _call);
        }
    }

    protected override int WriteEnd(Span<byte> destination, PeerStatus status, string? message)
    {
        if (status == PeerStatus.Ok)
        {
            return base.WriteEnd(destination, status, message);
        }

        var detail = _detail is { } bytes && bytes.Length <= Engine.Core.Send.Chunk / 2 ? bytes : [];
        if (destination.Length < RoomForError + detail.Length)
        {
            return 0;
        }

        var utf8 = Utf8.Truncated(message ?? string.Empty, Math.Min(destination.Length - detail.Length - ErrorOverhead, 4096));
        var length = Varint.Size(_call.Id) + Varint.Size((ulong)status) + FrameWriter.StringSize(utf8.Length) + detail.Length;
        var writer = new FrameWriter(destination, FrameType.Error, length);
        writer.Varint(_call.Id);
        writer.Varint((ulong)status);
        writer.String(utf8);
        writer.Bytes(detail);
        return writer.Position;
    }
}
