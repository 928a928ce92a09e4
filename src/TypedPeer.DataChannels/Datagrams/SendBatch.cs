using System.Net;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>The buffer into which the core writes datagrams, and the runs in which the driver sends them.</summary>
internal sealed class SendBatch
{
    /// <summary>The most bytes one send may carry: what fits in a UDP datagram over IPv4.</summary>
    private const int MaxRunLength = 65507;

    /// <summary>The most segments Linux cuts out of one send (UDP_MAX_SEGMENTS of its older kernels).</summary>
    private const int MaxSegments = 64;

    [ThreadStatic]
    private static SendBatch? s_kept;

    private readonly byte[] _buffer;
    private SendRun[] _runs = new SendRun[8];
    private int _runCount;

    public SendBatch(int capacity = 64 * 1024) => _buffer = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

    /// <summary>Gets how many runs are written so far.</summary>
    public int RunCount => _runCount;

    /// <summary>Gets how many bytes are used.</summary>
    public int Length { get; private set; }

    /// <summary>Gets how many datagrams are in the batch.</summary>
    public int DatagramCount { get; private set; }

    /// <summary>Gets a run, until the next datagram is written.</summary>
    public ref readonly SendRun this[int index] => ref _runs[index];

    /// <summary>Gets the bytes of a run.</summary>
    public ReadOnlySpan<byte> this[in SendRun run] => _buffer.AsSpan(run.Offset, run.Length);

    /// <summary>Gets the memory the next datagram goes to.</summary>
    public Span<byte> Free => _buffer.AsSpan(Length);

    /// <summary>
    /// Takes an empty batch for one flush on this thread: a connection that has nothing to send needs no buffer, and one that was used a moment
    /// ago lies in the processor's cache. Whoever takes it gives it back by <see cref="Return"/>.
    /// </summary>
    public static SendBatch Rent()
    {
        var batch = s_kept ?? new SendBatch();
        s_kept = null;
        return batch;
    }

    /// <summary>Gives back an empty batch, for the next flush on this thread.</summary>
    public static void Return(SendBatch batch) => s_kept = batch;

    /// <summary>Takes the first bytes of <see cref="Free"/> as a datagram, joining the last run where sizes, path and destination allow.</summary>
    public void Commit(int length, IDatagramPath path, IPEndPoint remote)
    {
        DatagramCount++;
        if (_runCount > 0)
        {
            ref var last = ref _runs[_runCount - 1];
            if (last.Path == path
                && length <= last.SegmentSize
                && last.Length % last.SegmentSize == 0
                && last.Length + length <= MaxRunLength
                && last.Length / last.SegmentSize < MaxSegments
                && (ReferenceEquals(last.Remote, remote) || last.Remote.Equals(remote)))
            {
                last.Length += length;
                Length += length;
                return;
            }
        }

        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, _runs.Length * 2);
        }

        _runs[_runCount++] = new SendRun { Offset = Length, Length = length, SegmentSize = length, Path = path, Remote = remote };
        Length += length;
    }

    /// <summary>Empties the batch, and forgets what it was for.</summary>
    public void Clear()
    {
        Array.Clear(_runs, 0, _runCount);
        _runCount = 0;
        Length = 0;
        DatagramCount = 0;
    }
}
