using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>
/// Takes the messages of a data channel and keeps their values until the application reads them. When as many wait as may, it takes no more:
/// they stay in the receive window, behind which the peer has to wait.
/// </summary>
internal sealed class DataReceiver(MessageReader reader, PeerDataLimits limits, HeldBytes held)
{
    private readonly Lock _lock = new();
    private readonly Channel<(PeerData Value, long Cost)> _values = Channel.CreateUnbounded<(PeerData, long)>();
    private DataChannel? _channel;
    private long _waiting;
    private bool _isPaused;
    private int _readers;
    private bool _isOver;

    /// <summary>Raised when the peer said goodbye, and when a message cannot be read.</summary>
    public event Action<InvalidDataException?>? Ended;

    /// <summary>Gets how many bytes wait to be read.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Gets whether no more is taken for now.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock)
            {
                return _isPaused;
            }
        }
    }

    /// <summary>Begins to take messages.</summary>
    public void Start(DataChannel channel)
    {
        _channel = channel;
        channel.Message += OnMessage;
    }

    /// <summary>No more values come; who reads hears of it behind those that wait.</summary>
    public void Complete(Exception? failure)
    {
        _values.Writer.TryComplete(failure);
        held.End();
        lock (_lock)
        {
            _isOver = true;
            if (_isPaused)
            {
                // What is kept is let go.
                _isPaused = false;
                _channel!.Message += OnMessage;
            }
        }
    }

    /// <summary>Reads values as they come.</summary>
    public async IAsyncEnumerable<PeerData> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _readers) > 1)
        {
            Interlocked.Decrement(ref _readers);
            throw new InvalidOperationException("The connection is being read already.");
        }

        try
        {
            while (await _values.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_values.Reader.TryRead(out var item))
                {
                    OnRead(item.Cost);
                    yield return item.Value;
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private void OnMessage(DataChannelMessage message)
    {
        if (_isOver)
        {
            return;
        }

        try
        {
            if (reader.TryRead(message.Data, message.IsText, out var value, out var cost))
            {
                if (!held.TryAdd(cost))
                {
                    throw new InvalidDataException("More is waiting to be read than is kept of all connections together.");
                }

                Interlocked.Add(ref _waiting, cost);
                _values.Writer.TryWrite((value, cost));
                PauseIfFull();
            }

            if (reader.IsGoodbye && !reader.IsPartial)
            {
                Ended?.Invoke(null);
            }
        }
        catch (InvalidDataException exception)
        {
            reader.Clear();
            Ended?.Invoke(exception);
        }
    }

    private void PauseIfFull()
    {
        lock (_lock)
        {
            if (!_isPaused && !_isOver && Waiting > limits.MaxWaiting)
            {
                _isPaused = true;
                _channel!.Message -= OnMessage;
            }
        }
    }

    private void OnRead(long cost)
    {
        Interlocked.Add(ref _waiting, -cost);
        held.TryAdd(-cost);
        lock (_lock)
        {
            if (_isPaused && Waiting <= limits.MaxWaiting / 2)
            {
                _isPaused = false;
                _channel!.Message += OnMessage;
            }
        }
    }
}
