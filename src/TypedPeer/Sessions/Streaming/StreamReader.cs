using System.Threading.Tasks.Sources;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streaming;

/// <summary>
/// The consumer's side of one stream: decodes items out of a batch without a lock, and takes the next batch, or waits for it,
/// when that one is empty. One enumeration; one caller at a time, and whoever comes while another is there is refused.
/// </summary>
/// <remarks>
/// Whose turn it is, is one number, moved on atomically. Only whoever has the turn touches the buffer, the receiver and the
/// source, so that each is let go of once, whatever the threads of the application do.
/// </remarks>
internal abstract class StreamReader<T, TCodec> : StreamWaiter, IAsyncEnumerator<T>, IValueTaskSource<bool>
    where TCodec : struct, IPeerCodec<T>
{
    /// <summary>Nobody is here.</summary>
    private const int Idle = 0;

    /// <summary>A thread decodes, or takes a batch.</summary>
    private const int Reading = 1;

    /// <summary>The caller waits for the peer; no thread is here.</summary>
    private const int Waiting = 2;

    /// <summary>What the caller waits for is known, and the caller has not looked at it.</summary>
    private const int Answered = 3;

    /// <summary>Disposed: it is nobody's turn any more.</summary>
    private const int Closed = 4;

    private ValueTaskSourceCore _source;
    private StreamReceiver? _receiver;
    private StreamBatch _batch = new() { Buffer = [] };
    private int _turn;
    private bool _finished;

    protected StreamReader(ISession session) => Session = session;

#pragma warning disable MA0055 // A forgotten enumerator can be noticed in no other way; await foreach disposes its own, and that ends this.
    ~StreamReader()
#pragma warning restore MA0055
    {
        if (_receiver is not null && !_finished)
        {
            // The session is not for the finalizer's thread to wait on.
            ThreadPool.UnsafeQueueUserWorkItem(new Forgotten(this), preferLocal: false);
        }
    }

    public T Current { get; private set; } = default!;

    protected ISession Session { get; }

    /// <summary>Gets how many items were read.</summary>
    protected long Count { get; private set; }

    /// <summary>Gets the receiver that is there before anything was asked for; null for a call that the first question makes.</summary>
    protected virtual StreamReceiver? Existing => null;

    public ValueTask<bool> MoveNextAsync()
    {
        var turn = Interlocked.CompareExchange(ref _turn, Reading, Idle);
        if (turn != Idle)
        {
            return ValueTask.FromException<bool>(turn == Closed
                ? new ObjectDisposedException(GetType().Name, "The enumerator of the stream has been disposed, or its call has ended.")
                : new InvalidOperationException("The stream is being read: its next item can be asked for once the one before has been awaited."));
        }

        try
        {
            if (!TryDecode(out var needed))
            {
                return MoveToNextBatch(needed);
            }
        }
#pragma warning disable CA1031 // Whatever the items or the call's arguments throw is the caller's, in the task it awaits.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(e);
        }

        Volatile.Write(ref _turn, Idle);
        return new ValueTask<bool>(true);
    }

    /// <summary>Ends the stream. A caller that waits for an item is told so.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        int turn;
        while ((turn = Volatile.Read(ref _turn)) == Reading || Interlocked.CompareExchange(ref _turn, Closed, turn) != turn)
        {
            // Another thread decodes an item or takes a batch: it is through in a moment.
            await Task.Yield();
        }

        if (turn == Closed)
        {
            return;
        }

        if (!_finished)
        {
            Finish();
        }

        if (turn == Waiting)
        {
            // Not on this thread, which is that of somebody else.
            _source.Complete(false, new ObjectDisposedException(GetType().Name, "The enumerator of the stream was disposed while an item was waited for."), elsewhere: true);
        }

        await ReleaseAsync().ConfigureAwait(false);
    }

    /// <summary>More came, or the end did, while the caller waits.</summary>
    protected override void Run()
    {
        if (Interlocked.CompareExchange(ref _turn, Reading, Waiting) != Waiting)
        {
            // Disposed meanwhile, which the caller was told.
            return;
        }

        Exception? failure = null;
        var result = StreamTaken.Batch;
        try
        {
            while (result == StreamTaken.Batch && !TryDecode(out var needed))
            {
                result = Take(needed);
            }
        }
#pragma warning disable CA1031 // The caller waits for whatever it is, and nobody else catches it here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        if (failure is null && result == StreamTaken.Nothing)
        {
            // It may be somebody else's turn by now.
            return;
        }

        Volatile.Write(ref _turn, Answered);
        _source.Complete(result == StreamTaken.Batch, failure);
    }

    /// <summary>Nothing is there: the caller waits, and no thread is here.</summary>
    public override void OnWaiting() => Volatile.Write(ref _turn, Waiting);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The next item of a stream is awaited; its task has no result before it is complete.");
        }

        _source.Take(token);
        try
        {
            return _source.GetResult();
        }
        finally
        {
            // Nobody may ask for the next item, for which the source is used again, any earlier.
            Interlocked.CompareExchange(ref _turn, Idle, Answered);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes the receiver, when the first item is asked for. May start the call.</summary>
    protected abstract StreamReceiver Start();

    /// <summary>Tells the producer that nobody listens any more.</summary>
    protected abstract void Stop(StreamReceiver receiver, ref StreamBatch batch);

    /// <summary>Called once the enumeration is over and nothing touches this object any more.</summary>
    protected virtual ValueTask ReleaseAsync() => default;

    /// <summary>Gets what the stream is, at the beginning of a sentence.</summary>
    protected abstract string Name { get; }

    /// <summary>Gets whose failure a stream is that cannot be read.</summary>
    protected abstract FailureOrigin Origin { get; }

    /// <summary>Makes the exception a stream that ended badly ends with.</summary>
    protected abstract Exception CreateException(StreamReceiver receiver);

    private ValueTask<bool> MoveToNextBatch(long needed)
    {
        if (_finished)
        {
            Volatile.Write(ref _turn, Idle);
            return new ValueTask<bool>(false);
        }

        _receiver ??= Start();
        _source.Reset();
        var version = _source.Version;
        do
        {
            var result = Take(needed);
            if (result == StreamTaken.Nothing)
            {
                // It may be somebody else's turn by now.
                return new ValueTask<bool>(this, version);
            }

            if (result == StreamTaken.End)
            {
                Volatile.Write(ref _turn, Idle);
                return new ValueTask<bool>(false);
            }
        }
        while (!TryDecode(out needed));
        Volatile.Write(ref _turn, Idle);
        return new ValueTask<bool>(true);
    }

    private ValueTask<bool> Failed(Exception exception)
    {
        if (!_finished)
        {
            // A stream whose call could not be made is over: the same enumerator makes no second one.
            Finish();
        }

        Volatile.Write(ref _turn, Idle);
        return ValueTask.FromException<bool>(exception);
    }

    /// <summary>Decodes the next item if all of it is here; otherwise says how many bytes are missing.</summary>
    private bool TryDecode(out long needed)
    {
        needed = 1;
        if (_batch.Start == _batch.End)
        {
            return false;
        }

        var bytes = _batch.Buffer.AsSpan(_batch.Start, _batch.End - _batch.Start);
        var position = 0;
        if (!Varint.TryRead(bytes, ref position, out var length))
        {
            return position >= Varint.MaxSize ? throw Invalid("an item's length is not a number") : false;
        }

        if (length > (ulong)Session.Options.MaxMessageBytes)
        {
            throw Invalid($"an item of {length} bytes is larger than the limit of {Session.Options.MaxMessageBytes} bytes ({nameof(PeerSessionOptions.MaxMessageBytes)})", PeerStatus.LimitExceeded);
        }

        if ((int)length > bytes.Length - position)
        {
            needed = (int)length - (bytes.Length - position);
            return false;
        }

        Current = Read(bytes.Slice(position, (int)length));
        Count++;
        _batch.Start += position + (int)length;
        _batch.Consumed += position + (int)length;
        return true;
    }

    /// <summary>Decodes one item. Its references count as taken; when it cannot be read to its end, they go back.</summary>
    private T Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new PeerReader(bytes, Session);
        try
        {
            var item = TCodec.Read(ref reader);
            reader.End();
            _batch.References += reader.Taken?.Count ?? 0;
            return item;
        }
#pragma warning disable CA1031 // The item's own type may throw anything, on a thread where nobody else catches it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _batch.References += reader.Taken?.Count ?? 0;
            Session.ReturnAll(reader.Taken);
            throw Invalid(e is PeerDataException ? e.Message : $"{typeof(T)} does not take what came", (e as PeerDataException)?.Status ?? PeerStatus.InvalidData, e);
        }
    }

    private StreamTaken Take(long needed)
    {
        var receiver = _receiver!;
        var taken = Session.Take(receiver, ref _batch, needed, this);
        if (taken != StreamTaken.End)
        {
            return taken;
        }

        var truncated = _batch.Start != _batch.End;
        _batch.IsComplete = receiver.Status == PeerStatus.Ok && !truncated;
        Finish();
        if (receiver.Status != PeerStatus.Ok)
        {
            throw CreateException(receiver);
        }

        return truncated ? throw Invalid("the stream ends inside an item") : StreamTaken.End;
    }

    private PeerException Invalid(string message, PeerStatus status = PeerStatus.InvalidData, Exception? inner = null)
    {
        if (!_finished)
        {
            Finish();
        }

        return new PeerException(status, $"{Name} is not what the contract says: {message}.", inner) { Origin = Origin };
    }

    /// <summary>Ends the stream if nobody reads it at the moment.</summary>
    protected void CloseUnlessRead()
    {
        if (Interlocked.CompareExchange(ref _turn, Closed, Idle) != Idle)
        {
            return;
        }

#pragma warning disable CA1816 // This is what disposing would be, by the one who made it.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        if (!_finished)
        {
            Finish();
        }

        _ = ReleaseAsync();
    }

    /// <summary>Nobody can ask for another item: nothing refers to this but the pool.</summary>
    private void Forget()
    {
        Session.NoteLeak();
        Finish();
        _ = ReleaseAsync();
    }

    private void Finish()
    {
        _finished = true;
        _batch.Start = 0;
        _batch.End = 0;
        if ((_receiver ??= Existing) is { } receiver)
        {
            Stop(receiver, ref _batch);
        }
    }

    /// <summary>The collector found the reader.</summary>
    private sealed class Forgotten : SessionWork
    {
        private readonly StreamReader<T, TCodec> _reader;

        public Forgotten(StreamReader<T, TCodec> reader)
        {
            _reader = reader;
            BelongTo(reader.Session);
        }

        protected override void Run() => _reader.Forget();
    }
}
