using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.PeerJs.Chunks;

namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>A message that is to be sent over a data channel: as it is, or in chunks.</summary>
internal sealed class OutgoingMessage
{
    private readonly ChunkWriter? _chunks;
    private readonly string? _text;
    private readonly byte[] _buffer = [];
    private ReadOnlyMemory<byte> _next;
    private bool _isSent;

    /// <param name="message">A message as it is.</param>
    public OutgoingMessage(ReadOnlyMemory<byte> message) => _next = message;

    /// <param name="text">A text as it is.</param>
    public OutgoingMessage(string text) => _text = text;

    /// <param name="chunks">A message in chunks.</param>
    public OutgoingMessage(ChunkWriter chunks)
    {
        _chunks = chunks;
        _buffer = new byte[chunks.MaxMessageLength];
        MoveNext();
    }

    /// <summary>Gets how long what is to be sent next is; null behind the last of it.</summary>
    public int? NextLength => _isSent ? null : _text is null ? _next.Length : Encoding.UTF8.GetByteCount(_text);

    /// <summary>Sends the next part.</summary>
    public void SendNext(DataChannel channel)
    {
        if (_text is not null)
        {
            channel.Send(_text);
        }
        else
        {
            channel.Send(_next.Span);
        }

        MoveNext();
    }

    private void MoveNext()
    {
        var length = 0;
        _isSent = _chunks is null || !_chunks.TryNext(_buffer, out length);
        _next = _buffer.AsMemory(0, length);
    }
}
