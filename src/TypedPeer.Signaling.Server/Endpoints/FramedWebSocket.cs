using System.Buffers.Binary;
using System.Net.WebSockets;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>
/// The bytes that a client would have sent on a WebSocket which the application, or a test host, has put in the place of the request's own: what it says is put into frames again, and what it is sent is taken out of them.
/// </summary>
internal sealed class FramedWebSocket(WebSocket socket) : IByteStream
{
    private const int MaxHeader = 8;
    private const int MaxPiece = 4096;

    /// <summary>A frame, and what of it was not handed out yet.</summary>
    private readonly byte[] _frame = new byte[MaxHeader + MaxPiece];
    private int _start;
    private int _end;
    private bool _isInMessage;

    public async ValueTask<int> ReceiveAsync(Memory<byte> room)
    {
        if (_start == _end)
        {
            await ReceiveFrameAsync().ConfigureAwait(false);
        }

        var count = Math.Min(room.Length, _end - _start);
        _frame.AsMemory(_start, count).CopyTo(room);
        _start += count;
        return count;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var payload = bytes[FrameWriter.HeaderLength(bytes.Span)..];
        switch (bytes.Span[0] & 0xF)
        {
            case FrameWriter.Text:
                await socket.SendAsync(payload, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression, CancellationToken.None).ConfigureAwait(false);
                break;
            case FrameWriter.Close when socket.State is WebSocketState.Open or WebSocketState.CloseReceived:
                await socket.CloseOutputAsync((WebSocketCloseStatus)BinaryPrimitives.ReadUInt16BigEndian(payload.Span), null, CancellationToken.None).ConfigureAwait(false);
                break;
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();

    /// <summary>Makes a frame of the next piece of a message, masked with nothing.</summary>
    private async ValueTask ReceiveFrameAsync()
    {
        var piece = await socket.ReceiveAsync(_frame.AsMemory(MaxHeader), CancellationToken.None).ConfigureAwait(false);
        var isClose = piece.MessageType is WebSocketMessageType.Close;
        var opcode = isClose ? FrameWriter.Close : _isInMessage ? 0 : FrameWriter.Text;
        var isLong = piece.Count > 125;
        _start = isLong ? 0 : 2;
        _end = MaxHeader + piece.Count;
        _frame.AsSpan(_start, MaxHeader - _start).Clear();
        _frame[_start] = (byte)((isClose || piece.EndOfMessage ? 0x80 : 0) | opcode);
        _frame[_start + 1] = (byte)(0x80 | (isLong ? 126 : piece.Count));
        if (isLong)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(2), (ushort)piece.Count);
        }

        _isInMessage = !isClose && !piece.EndOfMessage;
    }
}
