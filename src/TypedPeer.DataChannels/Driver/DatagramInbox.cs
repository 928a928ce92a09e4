using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Datagrams that came in by a path while another thread has the core; that thread takes them up as it leaves, so that a reader need
/// not wait for it. Bounded: what does not fit has to wait as a thread after all. While nothing waits it holds no memory.
/// </summary>
/// <remarks>Any thread may add; only whoever has the core may take.</remarks>
internal sealed class DatagramInbox
{
    /// <summary>Room for a few dozen small datagrams, which are what comes while something large is sent: acknowledgements, calls.</summary>
    private const int Capacity = 16 * 1024;

    private const int MaxCount = 64;

    /// <summary>So many are kept for all connections, a mebibyte: more would have to fill at the same moment.</summary>
    private const int MaxKept = 64;

    private static readonly Lock KeptLock = new();
    private static readonly Stack<Side> Kept = new();

    private readonly Lock _lock = new();
    private Side? _filling;
    private volatile int _count;

    /// <summary>Gets a value indicating whether nothing waits.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Copies a datagram, or several coalesced ones of one sender, if there is room.</summary>
    public bool TryAdd(IDatagramPath path, IPEndPoint remote, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            _filling ??= Rent();
            if (!_filling.TryAdd(path, remote, data))
            {
                return false;
            }

            _count = _filling.Count;
            return true;
        }
    }

    /// <summary>Takes all that waits, to be given back by <see cref="Return"/>; null when nothing does.</summary>
    public Side? TakeAll()
    {
        lock (_lock)
        {
            var taken = _count > 0 ? _filling : null;
            _filling = taken is null ? _filling : null;
            _count = 0;
            return taken;
        }
    }

    /// <summary>Gives back what was taken, which is gone then.</summary>
    public static void Return(Side side)
    {
        side.Clear();
        lock (KeptLock)
        {
            if (Kept.Count < MaxKept)
            {
                Kept.Push(side);
            }
        }
    }

    private static Side Rent()
    {
        lock (KeptLock)
        {
            return Kept.TryPop(out var side) ? side : new Side();
        }
    }

    /// <summary>Datagrams that wait: while some are worked through others come.</summary>
    public sealed class Side
    {
        private readonly Entry[] _entries = new Entry[MaxCount];
        private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
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

            data.CopyTo(_buffer.AsSpan(_length));
            _entries[Count++] = new Entry(path, remote, _length, data.Length);
            _length += data.Length;
            return true;
        }

        public void Clear()
        {
            Array.Clear(_entries, 0, Count);
            Count = 0;
            _length = 0;
        }

        private readonly record struct Entry(IDatagramPath Path, IPEndPoint Remote, int Start, int Length);
    }
}
