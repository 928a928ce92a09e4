namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// Weighted fair queueing of streams (RFC 8260 section 3.6): a heap by virtual time. A stream that was idle joins at the present
/// virtual time, so idleness earns no credit.
/// </summary>
internal sealed class SctpStreamScheduler
{
    /// <summary>The weight of the priority "low", WebRTC's default (RFC 8831 section 6.4).</summary>
    public const int DefaultWeight = 256;

    private SctpOutgoingStream[] _heap = new SctpOutgoingStream[4];
    private SctpOutgoingStream? _begun;
    private int _count;
    private long _now;
    private long _ready;

    /// <summary>Gets the stream whose turn it is; null when none is ready.</summary>
    public SctpOutgoingStream? First => _begun ?? (_count == 0 ? null : _heap[0]);

    /// <summary>A stream has something to send again.</summary>
    public void Add(SctpOutgoingStream stream)
    {
        stream.VirtualTime = Math.Max(stream.VirtualTime, _now);
        Push(stream);
    }

    /// <summary>The first stream begins a message: it stays first until <see cref="Charge"/>.</summary>
    public void Begin()
    {
        _begun = _heap[0];
        var last = _heap[--_count];
        _heap[_count] = null!;
        if (_count > 0)
        {
            SiftDown(last);
        }
    }

    /// <summary>The first stream is done with a message after this many bytes of it; it goes behind those that sent less, or out when it has no more.</summary>
    public void Charge(int bytes, bool hasMore)
    {
        if (_begun is null)
        {
            Begin();
        }

        var stream = _begun!;
        _begun = null;
        _now = stream.VirtualTime;
        stream.VirtualTime += ((long)bytes * DefaultWeight / stream.Weight) + 1;
        if (hasMore)
        {
            Push(stream);
        }
    }

    private void Push(SctpOutgoingStream stream)
    {
        stream.ReadySince = _ready++;
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        var index = _count++;
        while (index > 0 && IsBefore(stream, _heap[(index - 1) / 2]))
        {
            _heap[index] = _heap[(index - 1) / 2];
            index = (index - 1) / 2;
        }

        _heap[index] = stream;
    }

    private void SiftDown(SctpOutgoingStream stream)
    {
        var index = 0;
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], stream))
            {
                break;
            }

            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = stream;
    }

    private static bool IsBefore(SctpOutgoingStream left, SctpOutgoingStream right) =>
        left.VirtualTime != right.VirtualTime ? left.VirtualTime < right.VirtualTime : left.ReadySince < right.ReadySince;
}
