namespace TypedPeer.DataChannels.Buffers;

/// <summary>Buffers of one size that nobody uses at the moment. Grows to what was in use at once, up to its capacity.</summary>
/// <remarks>Safe for concurrent use: one thread takes what another gives back.</remarks>
internal sealed class SctpBufferBucket(int capacity)
{
    private readonly Lock _lock = new();
    private byte[][] _buffers = new byte[16][];
    private int _count;
    private int _lowest;

    /// <summary>Gets how many buffers lie here.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Takes a buffer; null when there is none.</summary>
    public byte[]? Take()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return null;
            }

            var buffer = _buffers[--_count];
            _lowest = Math.Min(_lowest, _count);
            return buffer;
        }
    }

    /// <summary>Keeps a buffer, unless there are enough.</summary>
    public void Put(byte[] buffer)
    {
        lock (_lock)
        {
            if (_count == capacity)
            {
                return;
            }

            if (_count == _buffers.Length)
            {
                Array.Resize(ref _buffers, Math.Min(_count * 2, capacity));
            }

            _buffers[_count++] = buffer;
        }
    }

    /// <summary>
    /// Lets half go of what nobody has asked for since the last call. Half, since traffic comes in spells; a process that has fallen
    /// silent is rid of nearly everything after a few calls.
    /// </summary>
    public void Trim()
    {
        lock (_lock)
        {
            var surplus = (_lowest + 1) / 2;
            _count -= surplus;
            Array.Clear(_buffers, _count, surplus);
            _lowest = _count;
        }
    }
}
