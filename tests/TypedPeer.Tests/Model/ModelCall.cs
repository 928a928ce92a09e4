namespace TypedPeer.Tests.Model;

/// <summary>One call of a schedule: what was asked for, what came of it, and whether that is allowed.</summary>
internal abstract class ModelCall(int number, ModelService service)
{
    public int Number => number;

    public CancellationTokenSource Source { get; } = new();

    /// <summary>Gets or sets a value indicating whether the caller gave up, or set a deadline: the call may then end either way.</summary>
    public bool MayBeCut { get; set; }

    public abstract bool IsDone { get; }

    protected ModelService Service => service;

    /// <summary>Does the next thing the caller would do.</summary>
    public virtual void Step()
    {
    }

    public abstract void Check(bool connectionMayBeCut);

    protected void CheckFailure(Exception exception, bool connectionMayBeCut)
    {
        switch (exception)
        {
            case OperationCanceledException:
                Assert.True(Source.IsCancellationRequested, $"call {Number} was cancelled by nobody");
                break;
            case PeerException { Status: PeerStatus.DeadlineExceeded or PeerStatus.Cancelled }:
                Assert.True(MayBeCut || connectionMayBeCut, $"call {Number}: {exception.Message}");
                break;
            case PeerException { Status: PeerStatus.ConnectionLost or PeerStatus.Unavailable } lost:
                Assert.True(connectionMayBeCut, $"call {Number} was lost although the connection held: {lost.Message}");
                if (lost.Fate == PeerCallFate.NotSent)
                {
                    Assert.Equal(0, Service.Runs(Number));
                }

                break;
            default:
                Assert.Fail($"call {Number} ended with {exception}");
                break;
        }
    }
}

/// <summary>A unary call.</summary>
internal sealed class ModelUnary : ModelCall
{
    private readonly byte[] _payload;
    private readonly Task<byte[]> _task;

    public ModelUnary(int number, ModelService service, IModelContract remote, byte[] payload)
        : base(number, service)
    {
        _payload = payload;
        _task = remote.CallAsync(number, payload, Source.Token).AsTask();
    }

    public override bool IsDone => _task.IsCompleted;

    public override void Check(bool connectionMayBeCut)
    {
        Assert.InRange(Service.Runs(Number), 0, 1);
        if (_task.IsCompletedSuccessfully)
        {
            Assert.Equal(_payload, _task.Result);
            Assert.NotEqual(2, Number % 3);
            Assert.Equal(1, Service.Runs(Number));
        }
        else if (_task.IsFaulted && _task.Exception.InnerException is PeerException { Status: PeerStatus.NotFound })
        {
            Assert.Equal(2, Number % 3);
        }
        else
        {
            CheckFailure(_task.IsCanceled ? new TaskCanceledException(_task) : _task.Exception!.InnerException!, connectionMayBeCut);
        }
    }
}

/// <summary>A call answered by a stream, read item by item.</summary>
internal sealed class ModelDownload : ModelCall
{
    private readonly int _count;
    private readonly int _breakAt;
    private readonly IAsyncEnumerator<byte[]> _items;
    private Task<bool>? _move;
    private Task? _dispose;
    private int _received;
    private Exception? _failure;
    private bool _ended;

    public ModelDownload(int number, ModelService service, IModelContract remote, int count, int size, int breakAt)
        : base(number, service)
    {
        _count = count;
        _breakAt = breakAt;
        _items = remote.DownloadAsync(number, count, size, Source.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    public override bool IsDone => _dispose is { IsCompleted: true };

    public override void Step()
    {
        if (_dispose is not null)
        {
            return;
        }

        _move ??= _items.MoveNextAsync().AsTask();
        if (!_move.IsCompleted)
        {
            return;
        }

        var move = _move;
        _move = null;
        if (move.IsCompletedSuccessfully && move.Result)
        {
            Assert.Equal(_received++, BitConverter.ToInt32(_items.Current));
            if (_received != _breakAt)
            {
                return;
            }
        }
        else if (move.IsCompletedSuccessfully)
        {
            _ended = true;
        }
        else
        {
            _failure = move.IsCanceled ? new TaskCanceledException(move) : move.Exception!.InnerException;
        }

        _dispose = _items.DisposeAsync().AsTask();
    }

    public override void Check(bool connectionMayBeCut)
    {
        Assert.InRange(Service.Runs(Number), 0, 1);
        if (_ended)
        {
            Assert.Equal(_count, _received);
            Assert.True(_count == 0 || Number % 5 != 4, "the handler's failure midway never came");
        }
        else if (_failure is PeerException { Status: PeerStatus.Application })
        {
            Assert.Equal(4, Number % 5);
            Assert.Equal(_count / 2, _received);
        }
        else if (_failure is not null)
        {
            CheckFailure(_failure, connectionMayBeCut);
        }
        else
        {
            Assert.Equal(_breakAt, _received);
        }
    }
}

/// <summary>A call with a streamed argument, whose items come when the schedule says.</summary>
internal sealed class ModelUpload : ModelCall
{
    private readonly int _count;
    private readonly int _size;
    private readonly Task<int> _task;
    private TaskCompletionSource _more = new();
    private int _allowed;

    public ModelUpload(int number, ModelService service, IModelContract remote, int count, int size)
        : base(number, service)
    {
        _count = count;
        _size = size;
        _task = remote.UploadAsync(number, Items(), Source.Token).AsTask();
    }

    public override bool IsDone => _task.IsCompleted && !IsProducing;

    public bool IsProducing { get; private set; }

    public override void Step()
    {
        _allowed += 3;
        var more = _more;
        _more = new TaskCompletionSource();
        more.TrySetResult();
    }

    public override void Check(bool connectionMayBeCut)
    {
        Assert.InRange(Service.Runs(Number), 0, 1);
        if (_task.IsCompletedSuccessfully)
        {
            Assert.Equal(Number % 3 == 2 ? Math.Min(3, _count) : _count, _task.Result);
        }
        else
        {
            CheckFailure(_task.IsCanceled ? new TaskCanceledException(_task) : _task.Exception!.InnerException!, connectionMayBeCut);
        }
    }

    private async IAsyncEnumerable<byte[]> Items()
    {
        IsProducing = true;
        try
        {
            for (var i = 0; i < _count; i++)
            {
                while (i >= _allowed)
                {
                    await _more.Task;
                }

                yield return ModelService.Item(i, _size);
            }
        }
        finally
        {
            IsProducing = false;
        }
    }
}
