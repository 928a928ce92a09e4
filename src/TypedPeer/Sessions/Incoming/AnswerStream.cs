using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>A streamed result on its way to the caller. Its end is the end of the call.</summary>
internal sealed class AnswerStream : OutgoingStream
{
    private readonly SessionState _state;
    private readonly AnswerQueue _answers;
    private readonly IncomingCall _call;

    public AnswerStream(SessionState state, AnswerQueue answers, IncomingCall call, SessionWork producer)
        : base(state)
    {
        _state = state;
        _answers = answers;
        _call = call;
        Call = call.Key;
        Producer = producer;
        Priority = call.Priority;
    }

    /// <summary>Gets or sets the encoded detail of the error that ends it; null for none. Set before it is completed.</summary>
    public byte[]? Detail { get; set; }

    protected override void OnEnded() => _answers.StreamEnded(_call, IsStopped);

    protected override int WriteEnd(Span<byte> destination, PeerStatus status, string? message)
    {
        if (status == PeerStatus.Ok)
        {
            return base.WriteEnd(destination, status, message);
        }

        var detail = Detail is { } bytes && bytes.Length <= _state.Send.Chunk / 2 ? bytes : [];
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
