using System.Threading.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Channels;

/// <summary>
/// The messages that came and are not read yet, of whichever data channel there is. At the bound a reliable channel is not listened to any more, so that what comes
/// waits in the connection's receive window; any other drops its oldest.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="isReliable">Whether no message is given up.</param>
/// <param name="isTaken">Whether the application has the channel; until then all waits in the receive window.</param>
/// <param name="time">The clock.</param>
/// <param name="stalled">Called where nothing was read for <see cref="PeerLinkChannelOptions.StallTimeout"/> while messages wait in the receive window.</param>
internal sealed class IncomingMessages(PeerLinkChannelOptions options, bool isReliable, bool isTaken, TimeProvider time, Action stalled)
{
    /// <summary>What a message takes beside its bytes.</summary>
    private const int Overhead = 64;

    private readonly Lock _lock = new();
    private readonly Channel<PeerLinkMessage> _messages = Channel.CreateUnbounded<PeerLinkMessage>();
    private DataChannelMessageHandler? _handler;
    private DataChannel? _channel;
    private TaskCompletionSource? _delivered;
    private ITimer? _stall;
    private long _expected = long.MaxValue;
    private long _ofThisChannel;
    private long _held;
    private long _received;
    private long _unread;
    private bool _isTaken = isTaken;
    private bool _isReleased;
    private bool _isPaused;

    /// <summary>Takes the messages of a data channel from now on.</summary>
    public void Attach(DataChannel channel)
    {
        lock (_lock)
        {
            _channel = channel;
            (_ofThisChannel, _expected, _delivered, _isReleased) = (0, long.MaxValue, null, false);
            _handler = message => OnMessage(channel, message);
            _isPaused = !_isTaken || (isReliable && _held > options.MaxReceivedAmount);
            if (!_isPaused)
            {
                channel.Message += _handler;
            }
        }
    }

    /// <summary>Takes what the data channel still has, without a bound of its own: it came within the receive window, and nothing follows it.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            Resume();
        }
    }

    /// <summary>The application has the channel.</summary>
    public void Take()
    {
        lock (_lock)
        {
            _isTaken = true;
            Resume();
        }
    }

    /// <summary>The data channel is closed: completes when all that came over it is here.</summary>
    /// <param name="isKept">Whether it gives what it still has; not where this side closed it.</param>
    public Task DetachAsync(bool isKept)
    {
        lock (_lock)
        {
            if (_channel is not { } channel)
            {
                return Task.CompletedTask;
            }

            _isReleased = true;
            _expected = channel.MessagesReceived;
            _delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Resume();
            if (!isKept || _ofThisChannel >= _expected)
            {
                _delivered.SetResult();
            }

            return _delivered.Task;
        }
    }

    /// <summary>Nothing comes any more: readers end behind what is here.</summary>
    public void End()
    {
        lock (_lock)
        {
            _stall?.Dispose();
            _messages.Writer.TryComplete();
        }
    }

    /// <summary>Waits for the next message; false when there is none any more.</summary>
    public async ValueTask<(bool IsAny, PeerLinkMessage Message)> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
            {
                if (TryTake(out var message))
                {
                    return (true, message);
                }
            }
        }

        return (false, default);
    }

    /// <summary>Adds what is known of the messages.</summary>
    public PeerLinkChannelStatistics AddTo(PeerLinkChannelStatistics statistics)
    {
        lock (_lock)
        {
            return statistics with { MessagesReceived = _received, MessagesUnread = _unread };
        }
    }

    private void OnMessage(DataChannel channel, DataChannelMessage message)
    {
        lock (_lock)
        {
            _received++;
            _held += message.Data.Length + Overhead;
            _messages.Writer.TryWrite(new PeerLinkMessage(message.Data.ToArray(), message.IsText));
            if (channel != _channel)
            {
                return;
            }

            if (++_ofThisChannel >= _expected)
            {
                _delivered?.TrySetResult();
            }

            if (_held > options.MaxReceivedAmount && !_isReleased)
            {
                Relieve();
            }
        }
    }

    private void Relieve()
    {
        if (isReliable)
        {
            _isPaused = true;
            _channel!.Message -= _handler!;
            Watch();
            return;
        }

        while (_held > options.MaxReceivedAmount && TryTake(out _))
        {
            _unread++;
        }
    }

    private bool TryTake(out PeerLinkMessage message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        _held -= message.Data.Length + Overhead;
        if (_held <= options.MaxReceivedAmount / 2 && _isTaken)
        {
            Resume();
        }
        else if (_isPaused)
        {
            Watch();
        }

        return true;
    }

    /// <summary>From now on something is to be read.</summary>
    private void Watch()
    {
        _stall ??= time.CreateTimer(_ => OnStalled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stall.Change(options.StallTimeout, Timeout.InfiniteTimeSpan);
    }

    private void OnStalled()
    {
        lock (_lock)
        {
            if (!_isPaused || !_isTaken)
            {
                return;
            }
        }

        stalled();
    }

    private void Resume()
    {
        if (_isPaused)
        {
            _isPaused = false;
            _stall?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _channel!.Message += _handler!;
        }
    }
}
