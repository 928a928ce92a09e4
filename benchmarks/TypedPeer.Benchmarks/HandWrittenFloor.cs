using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace TypedPeer.Benchmarks;

/// <summary>
/// The least a request and its answer can cost: length framing over two pipes and one pooled completion for each call. No
/// cancellation, no errors, no limits, no flow control, one method.
/// </summary>
internal sealed class HandWrittenFloor : IAsyncDisposable
{
    private const int FrameSize = 16;
    private readonly Pipe _requests = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _answers = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Lock _sendLock = new();
    private readonly Lock _tableLock = new();
    private readonly Dictionary<int, Completion> _open = [];
    private readonly Stack<Completion> _idle = new();
    private readonly Task _server;
    private readonly Task _client;
    private int _nextId;
    private bool _flushing;

    public HandWrittenFloor()
    {
        _server = ServeAsync();
        _client = ReadAnswersAsync();
    }

    public ValueTask<int> AddAsync(int left, int right)
    {
        Completion completion;
        int id;
        lock (_tableLock)
        {
            completion = _idle.TryPop(out var idle) ? idle : new Completion(this);
            id = ++_nextId;
            _open.Add(id, completion);
        }

        bool flush;
        lock (_sendLock)
        {
            var span = _requests.Writer.GetSpan(FrameSize);
            BinaryPrimitives.WriteInt32LittleEndian(span, FrameSize - 4);
            BinaryPrimitives.WriteInt32LittleEndian(span[4..], id);
            BinaryPrimitives.WriteInt32LittleEndian(span[8..], left);
            BinaryPrimitives.WriteInt32LittleEndian(span[12..], right);
            _requests.Writer.Advance(FrameSize);
            flush = !_flushing;
            _flushing = true;
        }

        if (flush)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static floor => floor.Flush(), this, preferLocal: false);
        }

        return new ValueTask<int>(completion, completion.Version);
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.Writer.CompleteAsync();
        await _server;
        await _client;
    }

    private void Flush()
    {
        lock (_sendLock)
        {
            _flushing = false;
            var flushed = _requests.Writer.FlushAsync();
            if (!flushed.IsCompleted)
            {
                throw new InvalidOperationException("the pipe is full");
            }

            flushed.GetAwaiter().GetResult();
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var read = await _requests.Reader.ReadAsync();
            var buffer = read.Buffer;
            while (buffer.Length >= FrameSize)
            {
                Answer(buffer.Slice(0, FrameSize));
                buffer = buffer.Slice(FrameSize);
            }

            _requests.Reader.AdvanceTo(buffer.Start, buffer.End);
            await _answers.Writer.FlushAsync();
            if (read.IsCompleted)
            {
                await _answers.Writer.CompleteAsync();
                return;
            }
        }
    }

    private void Answer(ReadOnlySequence<byte> request)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        request.CopyTo(frame);
        var sum = BinaryPrimitives.ReadInt32LittleEndian(frame[8..]) + BinaryPrimitives.ReadInt32LittleEndian(frame[12..]);
        var span = _answers.Writer.GetSpan(FrameSize);
        frame[..8].CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], sum);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], 0);
        _answers.Writer.Advance(FrameSize);
    }

    private async Task ReadAnswersAsync()
    {
        while (true)
        {
            var read = await _answers.Reader.ReadAsync();
            var buffer = read.Buffer;
            while (buffer.Length >= FrameSize)
            {
                Finish(buffer.Slice(0, FrameSize));
                buffer = buffer.Slice(FrameSize);
            }

            _answers.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private void Finish(ReadOnlySequence<byte> answer)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        answer.CopyTo(frame);
        Completion? completion;
        lock (_tableLock)
        {
            _open.Remove(BinaryPrimitives.ReadInt32LittleEndian(frame[4..]), out completion);
        }

        completion!.Finish(BinaryPrimitives.ReadInt32LittleEndian(frame[8..]));
    }

    private sealed class Completion(HandWrittenFloor owner) : IValueTaskSource<int>, IThreadPoolWorkItem
    {
        private ManualResetValueTaskSourceCore<int> _source;
        private int _result;

        public short Version => _source.Version;

        public void Finish(int result)
        {
            _result = result;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _source.SetResult(_result);

        public int GetResult(short token)
        {
            var result = _source.GetResult(token);
            _source.Reset();
            lock (owner._tableLock)
            {
                owner._idle.Push(this);
            }

            return result;
        }

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);
    }
}
