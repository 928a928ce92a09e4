using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Sending;

/// <summary>The rest of arguments, or a result, that is too large for one frame. Owns its buffer.</summary>
internal sealed class BufferFlow : SendFlow
{
    private readonly FrameType _type;
    private readonly ulong _call;
    private readonly Action<int>? _left;
    private readonly Action? _finished;
    private byte[] _buffer;
    private int _position;
    private readonly int _end;

    /// <param name="type">ARGUMENTS or RESULT.</param>
    /// <param name="call">The call.</param>
    /// <param name="buffer">Rented from the shared pool; goes back once it is sent or dropped.</param>
    /// <param name="start">Where the bytes begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="left">Called with the bytes that wait no more: each frame's, and those that are dropped.</param>
    /// <param name="finished">Called when the last frame was written.</param>
    public BufferFlow(FrameType type, ulong call, byte[] buffer, int start, int end, Action<int>? left = null, Action? finished = null)
    {
        _type = type;
        _call = call;
        _buffer = buffer;
        _position = start;
        _end = end;
        _left = left;
        _finished = finished;
    }

    /// <summary>Gets or sets what the last frame says beside its bytes.</summary>
    public ResultFlags LastFlags { get; set; }

    public override bool CanSend => _position < _end;

    public override int Pending => _end - _position;

    public override int WriteFrame(Span<byte> destination, int chunk)
    {
        var overhead = FrameWriter.MaxHeader + Varint.Size(_call) + 1;
        var count = Math.Min(Math.Min(chunk, _end - _position), destination.Length - overhead);
        if (count <= 0)
        {
            return 0;
        }

        var more = _position + count < _end;
        var writer = new FrameWriter(destination, _type, Varint.Size(_call) + 1 + count);
        writer.Varint(_call);
        writer.Varint((ulong)(more ? ResultFlags.More : LastFlags));
        writer.Bytes(_buffer.AsSpan(_position, count));
        _position += count;
        _left?.Invoke(count);
        if (!more)
        {
            Release();
            _finished?.Invoke();
        }

        return writer.Position;
    }

    /// <summary>Drops what is left, because nobody wants it any more.</summary>
    public void Release()
    {
        var dropped = Pending;
        _position = _end;
        var buffer = _buffer;
        _buffer = [];
        if (dropped > 0)
        {
            _left?.Invoke(dropped);
        }

        if (buffer.Length > 0)
        {
            PeerBuffers.Return(buffer);
        }
    }
}
