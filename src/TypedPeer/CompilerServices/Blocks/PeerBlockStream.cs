namespace TypedPeer.CompilerServices;

/// <summary>
/// A stream whose bytes come from the peer. It is opened by the first read at the latest and closed with it, and read by one
/// caller at a time. Whether it ended early is never in doubt: then every further read fails.
/// </summary>
/// <remarks>
/// Whose turn it is, is one number, moved on atomically. Whoever has the turn may touch the blocks and the caller's buffer;
/// once a stream is disposed no read writes into its buffer any more.
/// </remarks>
internal sealed class PeerBlockStream(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) : Stream
{
    /// <summary>Nobody is here.</summary>
    private const int Idle = 0;

    /// <summary>A read waits for the next block.</summary>
    private const int Reading = 1;

    /// <summary>A thread copies what is here.</summary>
    private const int Copying = 2;

    /// <summary>Disposed while a read waited, which lets go of the blocks.</summary>
    private const int Closing = 3;

    /// <summary>Disposed.</summary>
    private const int Closed = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _blocks;
    private ReadOnlyMemory<byte> _rest;
    private Exception? _failure;
    private bool _isAtEnd;
    private int _turn;

    public override bool CanRead => Volatile.Read(ref _turn) < Closing;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The peer does not say how long the stream is.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream has no position.");
        set => throw new NotSupportedException("The stream has no position.");
    }

    /// <summary>Makes the call and waits until the peer has answered it. Before anybody has the stream.</summary>
    public async ValueTask OpenAsync()
    {
        try
        {
            await FillAsync().ConfigureAwait(false);
        }
        catch
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        // The memory is the application's, and may throw, or dispose the stream: it is asked without the turn.
        var destination = buffer.Span;
        var turn = Interlocked.CompareExchange(ref _turn, Copying, Idle);
        if (turn != Idle)
        {
            return ValueTask.FromException<int>(turn >= Closing
                ? new ObjectDisposedException(nameof(Stream), "The stream has been disposed.")
                : new InvalidOperationException("The stream is being read by another caller."));
        }

        if (_failure is { } failure)
        {
            Volatile.Write(ref _turn, Idle);
            return ValueTask.FromException<int>(failure);
        }

        if (buffer.Length > 0 && _rest.Length == 0 && !_isAtEnd)
        {
            Volatile.Write(ref _turn, Reading);
            return WaitAsync(buffer, cancellationToken);
        }

        return new ValueTask<int>(Copy(destination));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read the stream asynchronously: its bytes come from the network.");

    public override int Read(Span<byte> buffer) => Read([], 0, 0);

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be read.");

    public override async ValueTask DisposeAsync()
    {
        if (TryClose(out var isRead))
        {
            if (isRead)
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }
            else
            {
                await ReleaseAsync().ConfigureAwait(false);
            }
        }

        await _released.Task.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the stream here and on the peer, and waits for nothing.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && TryClose(out var isRead))
        {
            if (isRead)
            {
                _stop.Cancel();
            }
            else
            {
                _ = ReleaseAsync().AsTask();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes the last turn. False when somebody else did.</summary>
    private bool TryClose(out bool isRead)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var turn = Volatile.Read(ref _turn);
            isRead = turn == Reading;
            if (turn >= Closing)
            {
                return false;
            }

            // A copy is over in a moment.
            if (turn != Copying && Interlocked.CompareExchange(ref _turn, isRead ? Closing : Closed, turn) == turn)
            {
                return true;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Copies what is here, with the turn, and gives the turn back.</summary>
    private int Copy(Span<byte> destination)
    {
        var count = Math.Min(_rest.Length, destination.Length);
        _rest.Span[..count].CopyTo(destination);
        _rest = _rest[count..];
        Volatile.Write(ref _turn, Idle);
        return count;
    }

    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken token)
    {
        Exception? failure = null;
        try
        {
            // A read that is cancelled ends the stream: the peer is told to stop, and what waits is dropped.
            using var registration = token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stop);
            do
            {
                await FillAsync().ConfigureAwait(false);
            }
            while (_rest.Length == 0 && !_isAtEnd);
        }
#pragma warning disable CA1031 // Whatever it is, it is told to whoever reads, now and later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        var isCancelled = _stop.IsCancellationRequested;
        if (failure is not null || (isCancelled && !_isAtEnd))
        {
            // What was read when the cancellation came is still this read's.
            _failure = isCancelled ? new PeerException(PeerStatus.Cancelled, "An earlier read of the stream was cancelled, which ended it.", failure) : failure;
            await ReleaseAsync().ConfigureAwait(false);
        }

        var destination = Span<byte>.Empty;
        if (failure is null)
        {
            try
            {
                destination = buffer.Span;
            }
#pragma warning disable CA1031 // The memory is the reader's, who is told; what came is kept for the next read.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
        }

        if (Interlocked.CompareExchange(ref _turn, Copying, Reading) != Reading)
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(Stream), "The stream was disposed while it was read.");
        }

        if (failure is null)
        {
            return Copy(destination);
        }

        Volatile.Write(ref _turn, Idle);
        throw isCancelled ? new OperationCanceledException("The read was cancelled, which ends the stream.", failure, token) : failure;
    }

    /// <summary>Waits for one block more, or for the end.</summary>
    private async ValueTask FillAsync()
    {
        _blocks ??= blocks.GetAsyncEnumerator(_stop.Token);
        if (await _blocks.MoveNextAsync().ConfigureAwait(false))
        {
            _rest = _blocks.Current;
        }
        else
        {
            _isAtEnd = true;
        }
    }

    /// <summary>Lets go of the blocks. Only with the last turn, or after a failure.</summary>
    private async ValueTask ReleaseAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _blocks, null) is { } enumerator)
            {
                await enumerator.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _released.TrySetResult();
        }
    }
}
