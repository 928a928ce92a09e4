using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Sending;

/// <summary>The rest of arguments, or a result, that is too large for one frame. Owns its buffer.</summary>
internal sealed class BufferFlow : SendFlow
{
    private readonly FrameType _type;
    private readonly ulong _call;
    private readonly WaitingBytes _waiting;
    private readonly Action? _finished;
    private byte[] _buffer;
    private int _position;
    private readonly int _end;

    /// <param name="type">ARGUMENTS or RESULT.</param>
    /// <param name="call">The call.</param>
    /// <param name="buffer">Rented from the shared pool; goes back once it is sent or dropped.</param>
    /// <param name="start">Where the bytes begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="waiting">What they count as until then.</param>
    /// <param name="finished">Called when the last frame was written.</param>
    public BufferFlow(FrameType type, ulong call, byte[] buffer, int start, int end, WaitingBytes waiting, Action? finished = null)
    {
        _type = type;
        _call = call;
        _buffer = buffer;
        _position = start;
        _end = end;
        _waiting = waiting;
        _finished = finished;
        waiting.Add(end - start, buffer.Length);
    }

    /// <summary>Gets the buffer's other holders, who are let go of in the place of giving it back; null where it is this flow's alone.</summary>
    public SharedBuffer? Shared { get; init; }

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
        _waiting.Remove(count, 0);
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
        var buffer = _buffer;
        _waiting.Remove(Pending, buffer.Length);
        _position = _end;
        _buffer = [];
        if (buffer.Length == 0)
        {
            return;
        }

        if (Shared is { } shared)
        {
            shared.Release();
        }
        else
        {
            PeerBuffers.Return(buffer);
        }
    }
}
