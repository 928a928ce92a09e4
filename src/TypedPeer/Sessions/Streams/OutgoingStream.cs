using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streams;

/// <summary>
/// The sending end of one stream as the scheduler sees it: encoded items that wait, the credit the consumer gave, and how the
/// stream ends. Who enumerates the user's items is outside of the core.
/// </summary>
internal class OutgoingStream(SessionState state) : SendFlow
{
    /// <summary>How many bytes of items may wait beside the batch being encoded: one lock and one wake-up for many small items.</summary>
    private const int MaxWaiting = 64 * 1024;

    private byte[] _waiting = [];
    private int _start;
    private int _end;
    private bool _parked;
    private int _parkedBytes;

    /// <summary>What the frame of an error needs beside its message and detail.</summary>
    protected const int ErrorOverhead = 32;

    /// <summary>Gets or sets what enumerates the items; given out when it may go on.</summary>
    public SessionWork Producer { get; set; } = null!;

    /// <summary>Gets or sets what is given out when the stream is stopped while the producer runs or waits; null for nothing.</summary>
    public SessionWork? WhenStopped { get; set; }

    /// <summary>Gets or sets the call, as frames from this side name it.</summary>
    public ulong Call { get; set; }

    public int Index { get; set; }

    public long Credit { get; set; }

    /// <summary>Gets a value indicating whether nobody wants more items.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Gets a value indicating whether all items are encoded, or failed to be.</summary>
    private bool IsComplete { get; set; }

    private bool FinalWritten { get; set; }

    private PeerStatus FinalStatus { get; set; }

    private string? FinalMessage { get; set; }

    public override int Pending => _end - _start;

    /// <summary>Gets how many bytes wait, those included that the producer still has because there is no room.</summary>
    public int QueuedBytes => Pending + _parkedBytes;

    public override bool CanSend => !IsStopped && (Pending > 0 ? Credit > 0 : IsComplete && !FinalWritten);

    public override int WriteFrame(Span<byte> destination, int chunk)
    {
        if (Pending == 0)
        {
            return WriteFinal(destination);
        }

        var header = Varint.Size(Call) + Varint.Size((ulong)Index);
        var room = destination.Length - FrameWriter.MaxHeader - header;
        var count = (int)Math.Min(Math.Min(Math.Min(chunk, Pending), Credit), room);
        if (count <= 0)
        {
            return 0;
        }

        var last = IsComplete && FinalStatus == PeerStatus.Ok && count == Pending;
        var writer = new FrameWriter(destination, last ? FrameType.DataEnd : FrameType.Data, header + count);
        writer.Varint(Call);
        writer.Varint((ulong)Index);
        writer.Bytes(_waiting.AsSpan(_start, count));
        _start += count;
        Credit -= count;
        if (last)
        {
            Ended();
        }
        else if (_start == _end)
        {
            _start = 0;
            _end = 0;
            Unpark();
        }

        return writer.Position;
    }

    /// <summary>More credit came.</summary>
    public void Grant(long bytes)
    {
        Credit = Math.Min(Credit + bytes, long.MaxValue / 2);
        state.Send.Activate(this);
    }

    /// <summary>Nobody wants more: what waits is dropped and the producer is told.</summary>
    public void Stop()
    {
        if (IsStopped || FinalWritten)
        {
            return;
        }

        IsStopped = true;
        _parkedBytes = 0;
        ReturnBuffer();
        if (IsComplete)
        {
            OnEnded();
            return;
        }

        if (WhenStopped is { } stopped)
        {
            state.Add(stopped);
        }

        Unpark();
    }

    /// <summary>Takes a batch of encoded items. False: there is no room, and the producer runs again when there is.</summary>
    public bool TryAdd(ref byte[] batch, ref int length)
    {
        _parkedBytes = 0;
        if (IsStopped)
        {
            length = 0;
            return true;
        }

        if (Pending == 0)
        {
            (_waiting, batch) = (batch, _waiting);
            _start = 0;
            _end = length;
        }
        else if (Pending + length <= MaxWaiting)
        {
            Append(batch.AsSpan(0, length));
        }
        else
        {
            _parked = true;
            _parkedBytes = length;
            return false;
        }

        length = 0;
        state.Send.Activate(this);
        return true;
    }

    /// <summary>All items are encoded, or no more can be. The end travels behind the items that wait.</summary>
    public void Complete(PeerStatus status, string? message)
    {
        IsComplete = true;
        FinalStatus = status;
        FinalMessage = message;
        if (IsStopped)
        {
            OnEnded();
            return;
        }

        state.Send.Activate(this);
    }

    /// <summary>Gets how much room an error waits for, so that its message is not cut short; on a channel with small messages there is never more.</summary>
    protected int RoomForError => Math.Min(512, state.Send.Chunk / 2);

    /// <summary>The end was sent, or will never be.</summary>
    protected virtual void OnEnded()
    {
    }

    /// <summary>Writes the end as a frame. Zero when it does not fit.</summary>
    protected virtual int WriteEnd(Span<byte> destination, PeerStatus status, string? message)
    {
        var head = Varint.Size(Call) + Varint.Size((ulong)Index);
        if (status == PeerStatus.Ok)
        {
            if (destination.Length < FrameWriter.MaxHeader + head)
            {
                return 0;
            }

            var end = new FrameWriter(destination, FrameType.DataEnd, head);
            end.Varint(Call);
            end.Varint((ulong)Index);
            return end.Position;
        }

        if (destination.Length < RoomForError)
        {
            return 0;
        }

        var utf8 = Utf8.Truncated(message ?? string.Empty, Math.Min(destination.Length - ErrorOverhead, 4096));
        var length = head + Varint.Size((ulong)status) + FrameWriter.StringSize(utf8.Length);
        var writer = new FrameWriter(destination, FrameType.StreamError, length);
        writer.Varint(Call);
        writer.Varint((ulong)Index);
        writer.Varint((ulong)status);
        writer.String(utf8);
        return writer.Position;
    }

    private int WriteFinal(Span<byte> destination)
    {
        var written = WriteEnd(destination, FinalStatus, FinalMessage);
        if (written > 0)
        {
            Ended();
        }

        return written;
    }

    private void Ended()
    {
        FinalWritten = true;
        ReturnBuffer();
        OnEnded();
    }

    private void Unpark()
    {
        if (_parked)
        {
            _parked = false;
            state.Add(Producer);
        }
    }

    private void Append(ReadOnlySpan<byte> items)
    {
        if (_waiting.Length - _end < items.Length)
        {
            var length = Pending;
            if (_waiting.Length < length + items.Length)
            {
                PeerBuffers.Grow(ref _waiting, _start, length, MaxWaiting);
            }
            else
            {
                _waiting.AsSpan(_start, length).CopyTo(_waiting);
            }

            _start = 0;
            _end = length;
        }

        items.CopyTo(_waiting.AsSpan(_end));
        _end += items.Length;
    }

    private void ReturnBuffer()
    {
        _start = 0;
        _end = 0;
        if (_waiting.Length > 0)
        {
            PeerBuffers.Return(_waiting);
            _waiting = [];
        }
    }
}
