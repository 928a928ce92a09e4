using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace TypedPeer.CompilerServices;

/// <summary>
/// A pipe whose bytes come from the peer. It hands out the blocks as they came: nothing is copied, and nothing is pooled that
/// could go back while somebody still reads it.
/// </summary>
/// <remarks>
/// A block that is asked for stays asked for when its read is cancelled, in whatever way; the next read waits for it. So a
/// cancelled read loses nothing, and the pipe goes on.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A pipe is completed and not disposed; the source has no timer, and cancelling it is all it needs.")]
internal sealed class PeerBlockPipe(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) : PipeReader
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _blocks;
    private Task<bool>? _move;
    private TaskCompletionSource? _reading;
    private Block? _first;
    private Block? _last;
    private int _start;
    private bool _isExamined = true;
    private bool _isAtEnd;
    private bool _isCancelled;
    private bool _isCompleted;
    private Exception? _failure;
    private Task _released = Task.CompletedTask;

    /// <summary>Makes the call and waits until the peer has answered it. Before anybody has the pipe.</summary>
    public async ValueTask OpenAsync()
    {
        var move = Ask();
        try
        {
            await move.ConfigureAwait(false);
        }
        catch
        {
            await CompleteAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        TaskCompletionSource reading;
        lock (_lock)
        {
            ThrowIfCompleted();
            if (_reading is not null)
            {
                throw new InvalidOperationException("The pipe is being read by another caller.");
            }

            if (TryGetResult(out var result))
            {
                return new ValueTask<ReadResult>(result);
            }

            _reading = reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return WaitAsync(reading, cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            ThrowIfCompleted();
            return TryGetResult(out result);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_lock)
        {
            ThrowIfCompleted();
            _isExamined = _last is null || (ReferenceEquals(examined.GetObject(), _last) && examined.GetInteger() == _last.Memory.Length);
            if (consumed.GetObject() is not Block target)
            {
                return;
            }

            while (_first is not null && !ReferenceEquals(_first, target))
            {
                _first = (Block?)_first.Next;
            }

            if (_first is null)
            {
                throw new ArgumentOutOfRangeException(nameof(consumed), "The position is none of the last result.");
            }

            _start = consumed.GetInteger();
            if (ReferenceEquals(_first, _last) && _start == _last!.Memory.Length)
            {
                _first = null;
                _last = null;
                _isExamined = true;
            }
        }
    }

    public override void CancelPendingRead()
    {
        lock (_lock)
        {
            _isCancelled = true;
            _reading?.TrySetResult();
        }
    }

    /// <summary>Ends the pipe here and on the peer, and waits for nothing.</summary>
    public override void Complete(Exception? exception = null)
    {
        Task<bool>? move;
        lock (_lock)
        {
            if (_isCompleted)
            {
                return;
            }

            _isCompleted = true;
            _first = null;
            _last = null;
            _reading?.TrySetResult();
            move = _move;
            if (move is null)
            {
                _released = _blocks?.DisposeAsync().AsTask() ?? Task.CompletedTask;
                return;
            }

            _released = ReleaseAsync(move);
        }

        _stop.Cancel();
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
#pragma warning disable CA1849, MA0042 // Completing is what this is made of.
        Complete(exception);
#pragma warning restore CA1849, MA0042
        await _released.ConfigureAwait(false);
    }

    private void ThrowIfCompleted()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The pipe's reader has been completed.");
        }
    }

    private async ValueTask<ReadResult> WaitAsync(TaskCompletionSource reading, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await Task.WhenAny(Ask(), reading.Task).WaitAsync(token).ConfigureAwait(false);
                lock (_lock)
                {
                    ThrowIfCompleted();
                    if (TryGetResult(out var result))
                    {
                        return result;
                    }
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _reading = null;
            }
        }
    }

    /// <summary>Asks for the next block, unless one was asked for that has not been looked at.</summary>
    private Task<bool> Ask()
    {
        lock (_lock)
        {
            ThrowIfCompleted();
            _blocks ??= blocks.GetAsyncEnumerator(_stop.Token);
            return _move ??= _blocks.MoveNextAsync().AsTask();
        }
    }

    /// <summary>Gets what a read returns now. Under the lock.</summary>
    /// <exception cref="Exception">What the pipe ended with, once what came before it was examined.</exception>
    private bool TryGetResult(out ReadResult result)
    {
        Take();
        var isCancelled = _isCancelled;
        _isCancelled = false;
        if (!isCancelled && _isExamined && _failure is not null)
        {
            throw _failure;
        }

        var sequence = _first is null ? default : new ReadOnlySequence<byte>(_first, _start, _last!, _last!.Memory.Length);
        result = new(sequence, isCancelled, _isAtEnd);
        return isCancelled || !_isExamined || _isAtEnd;
    }

    /// <summary>Looks at the block that was asked for, if it is here. Under the lock.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the pipe ended with is told to whoever reads.")]
    private void Take()
    {
        if (_move is not { IsCompleted: true } move)
        {
            return;
        }

        _move = null;
        try
        {
            if (!move.GetAwaiter().GetResult())
            {
                _isAtEnd = true;
            }
            else if (_blocks!.Current is { Length: > 0 } block)
            {
                _last = new(block, _last);
                _isExamined = false;
                if (_first is null)
                {
                    _first = _last;
                    _start = 0;
                }
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    /// <summary>An enumerator is disposed when nobody waits for its next item, which ends soon: it was cancelled.</summary>
    private async Task ReleaseAsync(Task move)
    {
        await move.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _blocks!.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One block of the peer's.</summary>
    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        public Block(ReadOnlyMemory<byte> memory, Block? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
