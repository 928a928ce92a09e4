using System.Buffers;
using System.Threading.Tasks.Sources;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>
/// The consumer's side of one stream: decodes items out of a batch without a lock, and takes the next batch, or waits for it,
/// when that one is empty. One enumeration; one caller at a time, as with every enumerator.
/// </summary>
internal abstract class StreamReader<T, TCodec> : IAsyncEnumerator<T>, IValueTaskSource<bool>, IThreadPoolWorkItem
    where TCodec : struct, IPeerCodec<T>
{
    private ManualResetValueTaskSourceCore<bool> _source;
    private StreamReceiver? _receiver;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private long _consumed;
    private long _references;
    private long _settled;
    private bool _complete;
    private bool _finished;

    protected StreamReader(SessionEngine engine) => Engine = engine;

#pragma warning disable MA0055 // A forgotten enumerator can be noticed in no other way; await foreach disposes its own, and that ends this.
    ~StreamReader()
#pragma warning restore MA0055
    {
        if (_receiver is not null && !_finished)
        {
            // The lock is not for the finalizer's thread to wait on.
            ThreadPool.UnsafeQueueUserWorkItem(static reader => reader.Forget(), this, preferLocal: false);
        }
    }

    public T Current { get; private set; } = default!;

    protected SessionEngine Engine { get; }

    public ValueTask<bool> MoveNextAsync()
    {
        if (TryDecode(out var needed))
        {
            return new ValueTask<bool>(true);
        }

        return _finished ? new ValueTask<bool>(false) : MoveToNextBatch(needed);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_finished)
        {
            Finish();
        }

        await ReleaseAsync().ConfigureAwait(false);
    }

    public void Execute()
    {
        try
        {
            while (!TryDecode(out var needed))
            {
                switch (Take(needed))
                {
                    case TakeResult.Ended:
                        _source.SetResult(false);
                        return;
                    case TakeResult.Waiting:
                        return;
                }
            }
        }
        catch (Exception e) when (e is PeerException or OperationCanceledException or PeerDataException)
        {
            _source.SetException(e);
            return;
        }

        _source.SetResult(true);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes the receiver, when the first item is asked for. May start the call.</summary>
    protected abstract StreamReceiver Start();

    /// <summary>Tells the producer that nobody listens any more.</summary>
    protected abstract void Stop(StreamReceiver receiver);

    /// <summary>Called once the enumeration is over and nothing touches this object any more.</summary>
    protected virtual ValueTask ReleaseAsync() => default;

    /// <summary>Makes the exception a stream that ended badly ends with.</summary>
    protected abstract Exception CreateException(StreamReceiver receiver);

    private ValueTask<bool> MoveToNextBatch(long needed)
    {
        try
        {
            _receiver ??= Start();
            _source.Reset();
            while (true)
            {
                switch (Take(needed))
                {
                    case TakeResult.Ended:
                        return new ValueTask<bool>(false);
                    case TakeResult.Waiting:
                        return new ValueTask<bool>(this, _source.Version);
                }

                if (TryDecode(out needed))
                {
                    return new ValueTask<bool>(true);
                }
            }
        }
        catch (Exception e) when (e is PeerException or OperationCanceledException or PeerDataException)
        {
            return ValueTask.FromException<bool>(e);
        }
    }

    /// <summary>Decodes the next item if all of it is here; otherwise says how many bytes are missing.</summary>
    private bool TryDecode(out long needed)
    {
        needed = 1;
        if (_start == _end)
        {
            return false;
        }

        var bytes = _buffer.AsSpan(_start, _end - _start);
        var position = 0;
        if (!Varint.TryRead(bytes, ref position, out var length))
        {
            return position >= Varint.MaxSize ? throw Invalid("an item's length is not a number") : false;
        }

        if (length > (ulong)Engine.Options.MaxMessageBytes)
        {
            throw Invalid($"an item of {length} bytes is larger than the limit of {Engine.Options.MaxMessageBytes}");
        }

        if ((int)length > bytes.Length - position)
        {
            needed = (int)length - (bytes.Length - position);
            return false;
        }

        Current = Read(bytes.Slice(position, (int)length));

        _start += position + (int)length;
        _consumed += position + (int)length;
        return true;
    }

    /// <summary>Decodes one item. Its references count as taken; when it cannot be read to its end, they go back.</summary>
    private T Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PeerReader(bytes, Engine);
        try
        {
            var item = TCodec.Read(ref reader);
            reader.End();
            _references += reader.Taken?.Count ?? 0;
            return item;
        }
#pragma warning disable CA1031 // The item's own type may throw anything, on a thread where nobody else catches it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _references += reader.Taken?.Count ?? 0;
            Engine.Core.References.ReturnAll(reader.Taken);
            throw Invalid(e is PeerDataException ? e.Message : $"{typeof(T)} does not take what came", e);
        }
    }

    private TakeResult Take(long needed)
    {
        var receiver = _receiver!;
        Engine.Enter();
        var taken = receiver.TryTake(ref _buffer, ref _start, ref _end);
        receiver.Consumed(_consumed, taken ? 0 : needed);
        _consumed = 0;
        var ended = receiver.HasEnded && !taken;
        if (_references != _settled)
        {
            _settled = _references;
            receiver.Settle(_references, SettleEnd.None);
        }

        if (!taken && !ended)
        {
            receiver.Waiter = this;
        }

        Engine.Exit(eager: true);
        if (taken)
        {
            return TakeResult.Taken;
        }

        if (!ended)
        {
            return TakeResult.Waiting;
        }

        var truncated = _start != _end;
        _complete = receiver.Status == PeerStatus.Ok && !truncated;
        Finish();
        if (receiver.Status != PeerStatus.Ok)
        {
            throw CreateException(receiver);
        }

        return truncated ? throw Invalid("the stream ends inside an item") : TakeResult.Ended;
    }

    private PeerException Invalid(string message, Exception? inner = null)
    {
        if (!_finished)
        {
            Finish();
        }

        return new PeerException(PeerStatus.InvalidData, $"The stream is not what the contract says: {message}.", inner);
    }

    /// <summary>Lets go of the receiver, and settles what came: a stream read to its end that held no references needs no word. Under the lock.</summary>
    protected void Leave(StreamReceiver receiver)
    {
        receiver.Close();
        if (_references > 0 || !_complete)
        {
            receiver.Settle(_references, SettleEnd.Part);
        }
    }

    /// <summary>Nobody can ask for another item: nothing refers to this but the pool.</summary>
    private void Forget()
    {
        Engine.Enter();
        Engine.Core.StreamsLeaked++;
        Engine.Exit(eager: false);
        Finish();
        _ = ReleaseAsync();
    }

    private void Finish()
    {
        _finished = true;
        _start = 0;
        _end = 0;
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        if (_receiver is { } receiver)
        {
            Stop(receiver);
        }
    }

    private enum TakeResult
    {
        Taken,
        Waiting,
        Ended,
    }
}
