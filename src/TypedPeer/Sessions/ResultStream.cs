using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>A streamed result on its way to the caller. Its end is the end of the call.</summary>
internal sealed class ResultStream<T, TCodec> : StreamWriter<T, TCodec>
    where TCodec : struct, IPeerCodec<T>
{
    private readonly PeerIncomingCall _call;
    private readonly ExecutionContext? _context;

    public ResultStream(SessionEngine engine, PeerIncomingCall call, IAsyncEnumerable<T> items, CancellationToken token)
        : base(engine, items)
    {
        _call = call;
        _context = call.Context ?? engine.HandlerContext;
        Token = token;
        Call = (call.Id << 1) | 1;
    }

    protected override CancellationToken Token { get; }

    protected override ExecutionContext? Context => _context;

    protected override void OnStopped()
    {
        // The call's own token is cancelled by whoever stopped the stream.
    }

    protected override void CancelToken() => _call.CancelNow();

    protected override void OnEnded(PeerStatus status, string? message) => Engine.Core.Incoming.StreamEnded(_call, IsStopped);

    protected override (PeerStatus Status, string Message) Describe(Exception exception)
    {
        HandlerError.Report(exception, _call.Served.Method, Engine.Options);
        return HandlerError.Describe(exception, Engine.Options);
    }

    protected override int WriteEnd(Span<byte> destination, PeerStatus status, string? message)
    {
        if (status == PeerStatus.Ok)
        {
            return base.WriteEnd(destination, status, message);
        }

        if (destination.Length < 512)
        {
            return 0;
        }

        var utf8 = Utf8.Truncated(message ?? string.Empty, Math.Min(destination.Length - 64, 4096));
        var writer = new FrameWriter(destination, FrameType.Error, Varint.Size(_call.Id) + Varint.Size((ulong)status) + FrameWriter.StringSize(utf8.Length));
        writer.Varint(_call.Id);
        writer.Varint((ulong)status);
        writer.String(utf8);
        return writer.Position;
    }
}
