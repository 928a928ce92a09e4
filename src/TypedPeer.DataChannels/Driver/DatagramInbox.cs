using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Datagrams that came in by a path while another thread has the core; that thread takes them up as it leaves, so that a reader need
/// not wait for it. Bounded: what does not fit has to wait as a thread after all.
/// </summary>
/// <remarks>Any thread may add; only whoever has the core may take.</remarks>
internal sealed class DatagramInbox
{
    /// <summary>Room for a few dozen small datagrams, which are what comes while something large is sent: acknowledgements, calls.</summary>
    private const int Capacity = 16 * 1024;

    private const int MaxCount = 64;

    private readonly Lock _lock = new();
    private Side _filling = new();
    private Side _taken = new();
    private volatile int _count;

    /// <summary>Gets a value indicating whether nothing waits.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Copies a datagram, or several coalesced ones of one sender, if there is room.</summary>
    public bool TryAdd(IDatagramPath path, IPEndPoint remote, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            if (!_filling.TryAdd(path, remote, data))
            {
                return false;
            }

            _count = _filling.Count;
            return true;
        }
    }

    /// <summary>Takes all that waits. What it returned before is gone.</summary>
    public Side TakeAll()
    {
        lock (_lock)
        {
            _taken.Clear();
            (_filling, _taken) = (_taken, _filling);
            _count = 0;
            return _taken;
        }
    }

    /// <summary>One of the two buffers: the one is filled while the other is worked through.</summary>
    public sealed class Side
    {
        private readonly Entry[] _entries = new Entry[MaxCount];
        private byte[] _buffer = [];
        private int _length;

        public int Count { get; private set; }

        public IDatagramPath PathOf(int index) => _entries[index].Path;

        public IPEndPoint RemoteOf(int index) => _entries[index].Remote;

        public Span<byte> DataOf(int index) => _buffer.AsSpan(_entries[index].Start, _entries[index].Length);

        public bool TryAdd(IDatagramPath path, IPEndPoint remote, ReadOnlySpan<byte> data)
        {
            if (Count == MaxCount || data.Length > Capacity - _length)
            {
                return false;
            }

            if (_buffer.Length == 0)
            {
                _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
            }

            data.CopyTo(_buffer.AsSpan(_length));
            _entries[Count++] = new Entry(path, remote, _length, data.Length);
            _length += data.Length;
            return true;
        }

        public void Clear()
        {
            Count = 0;
            _length = 0;
        }

        private readonly record struct Entry(IDatagramPath Path, IPEndPoint Remote, int Start, int Length);
    }
}
