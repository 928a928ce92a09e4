using System.Buffers;
using System.Net.Sockets;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>The bytes of a client whose socket is the server's own.</summary>
/// <param name="socket">The socket, which does not block.</param>
/// <param name="answer">The answer to the client's request, which goes out with what is sent first.</param>
/// <param name="onClosed">Called once, when it is over.</param>
internal sealed class SocketStream(Socket socket, byte[] answer, Action onClosed) : IByteStream
{
    private byte[]? _answer = answer;
    private Action? _onClosed = onClosed;

    public ValueTask<int> ReceiveAsync(Memory<byte> room) => socket.ReceiveAsync(room, SocketFlags.None);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_answer is not null)
        {
            return SendFirstAsync(bytes);
        }

        // Nearly all there is to send fits into the socket's own buffer: no more is held for a send that has to wait than while it does.
        var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success when sent == bytes.Length => default,
            SocketError.Success => SendRestAsync(bytes[sent..]),
            SocketError.WouldBlock => SendRestAsync(bytes),
            _ => ValueTask.FromException(new SocketException((int)error)),
        };
    }

    public void Abort() => socket.Dispose();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _onClosed, null) is { } onClosed)
        {
            // What was sent last still arrives.
            socket.Dispose();
            onClosed();
        }
    }

    private async ValueTask SendFirstAsync(ReadOnlyMemory<byte> bytes)
    {
        var head = _answer!;
        _answer = null;
        var both = ArrayPool<byte>.Shared.Rent(head.Length + bytes.Length);
        try
        {
            head.CopyTo(both, 0);
            bytes.CopyTo(both.AsMemory(head.Length));
            await SendAsync(both.AsMemory(0, head.Length + bytes.Length)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(both);
        }
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
    }
}
