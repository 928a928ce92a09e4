using System.Buffers;
using TypedPeer.Channels;

namespace TypedPeer.Testing;

/// <summary>
/// One end of a channel inside one process, for tests and for programs that talk to themselves. Ordered and reliable like
/// every channel; a message is delivered on the thread pool, never from inside <see cref="Send"/>.
/// </summary>
public sealed class InMemoryPeerChannel : IPeerChannel
{
    /// <summary>
    /// The most that may wait for the other end's receiver, as it is held. A sender that looks at <see cref="BufferedAmount"/> stays far
    /// below; browsers stop at 16 MiB.
    /// </summary>
    private const long MaxHeldBytes = 64 * 1024 * 1024;

    /// <summary>What a message takes beside its buffer: the array's header and its place in the queue.</summary>
    private const int MessageOverhead = 64;

    private readonly Lock _lock = new();
    private readonly Delivery _delivery;
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<(byte[] Buffer, int Length)> _inbox = [];
    private InMemoryPeerChannel _other = null!;
    private IPeerChannelReceiver? _receiver;
    private PeerChannelCloseReason? _closeReason;
    private long _buffered;
    private long _held;
    private bool _isDelivering;
    private bool _isClosing;
    private bool _closedToldReceiver;

    private InMemoryPeerChannel(int maxMessageSize, PeerIdentity? remoteIdentity)
    {
        MaxMessageSize = maxMessageSize;
        RemoteIdentity = remoteIdentity;
        _delivery = new(this);
    }

    /// <inheritdoc/>
    public int MaxMessageSize { get; }

    /// <inheritdoc/>
    public long BufferedAmount => Interlocked.Read(ref _buffered);

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold { get; set; }

    /// <inheritdoc/>
    public PeerIdentity? RemoteIdentity { get; }

    /// <inheritdoc/>
    public Task Opened => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Makes two ends joined to each other.</summary>
    /// <param name="maxMessageSize">The largest message, at least 1200 bytes.</param>
    /// <param name="firstIdentity">Who the second end is told the first one is.</param>
    /// <param name="secondIdentity">Who the first end is told the second one is.</param>
    public static (InMemoryPeerChannel First, InMemoryPeerChannel Second) CreatePair(
        int maxMessageSize = 256 * 1024, PeerIdentity? firstIdentity = null, PeerIdentity? secondIdentity = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessageSize, 1200);
        var first = new InMemoryPeerChannel(maxMessageSize, secondIdentity);
        var second = new InMemoryPeerChannel(maxMessageSize, firstIdentity);
        first._other = second;
        second._other = first;
        return (first, second);
    }

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        lock (_lock)
        {
            if (_receiver is not null)
            {
                throw new InvalidOperationException("A receiver is attached already.");
            }

            _receiver = receiver;
        }

        Deliver();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">64 MiB wait for the other end's receiver.</exception>
    public void Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageSize)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the channel takes {MaxMessageSize}.", nameof(message));
        }

        lock (_lock)
        {
            if (_isClosing || _closeReason is not null)
            {
                throw new PeerChannelClosedException(_closeReason);
            }
        }

        _other.Take(message);
    }

    /// <inheritdoc/>
    /// <remarks>The other end's receiver has no time limit here: bound the wait with the token where it may block.</remarks>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _isClosing = true;
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            _other.CloseAfterDelivery();
            try
            {
                await _closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException)
            {
                // Whoever cancels does not wait for a receiver that is behind.
            }
        }

        CloseBoth();
        _closed.TrySetResult(_closeReason!);
    }

    /// <summary>Breaks the connection as a failing network would: both ends close at once, and what was under way is lost.</summary>
    public void Break(string message = "The connection was broken on purpose.")
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message);
        Close(reason);
        _other.Close(reason);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private void DeliverAll()
    {
        while (TryTakeNext(out var item, out var receiver))
        {
            if (item.Buffer is null)
            {
                Tell(receiver, static (receiver, channel) => receiver.OnClosed(channel._closeReason!));
                _closed.TrySetResult(_closeReason!);
                return;
            }

            try
            {
                receiver.OnMessage(item.Buffer.AsSpan(0, item.Length));
            }
            catch (Exception exception)
            {
                ReceiverFailures.Report(exception);
            }

            ArrayPool<byte>.Shared.Return(item.Buffer);
            _other.Delivered(item.Length);
        }
    }

    private void Tell(IPeerChannelReceiver receiver, Action<IPeerChannelReceiver, InMemoryPeerChannel> what)
    {
        try
        {
            what(receiver, this);
        }
        catch (Exception exception)
        {
            ReceiverFailures.Report(exception);
        }
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, message.Length));
        message.CopyTo(buffer);
        bool isFull;
        lock (_lock)
        {
            isFull = _held + buffer.Length + MessageOverhead > MaxHeldBytes;
            if (_closeReason is null && !isFull)
            {
                _held += buffer.Length + MessageOverhead;
                Interlocked.Add(ref _other._buffered, message.Length);
                _inbox.Enqueue((buffer, message.Length));
                buffer = null;
            }
        }

        if (buffer is not null)
        {
            // Closed at the same moment: the message is lost, as on a network, and the sender learns of the close.
            ArrayPool<byte>.Shared.Return(buffer);
            if (isFull)
            {
                throw new InvalidOperationException($"{MaxHeldBytes} bytes wait for the receiver already: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");
            }
        }

        Deliver();
    }

    private void Delivered(int length)
    {
        var now = Interlocked.Add(ref _buffered, -length);
        var threshold = BufferedAmountLowThreshold;
        if (now <= threshold && now + length > threshold)
        {
            if (_receiver is { } receiver)
            {
                Tell(receiver, static (receiver, _) => receiver.OnBufferedAmountLow());
            }
        }
    }

    /// <summary>Starts delivering, unless that is under way or there is nothing to deliver or nobody to deliver to.</summary>
    private void Deliver()
    {
        lock (_lock)
        {
            if (_isDelivering || _receiver is null || (_inbox.Count == 0 && (_closeReason is null || _closedToldReceiver)))
            {
                return;
            }

            _isDelivering = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_delivery, preferLocal: false);
    }

    private bool TryTakeNext(out (byte[]? Buffer, int Length) item, out IPeerChannelReceiver receiver)
    {
        lock (_lock)
        {
            receiver = _receiver!;
            if (_inbox.TryDequeue(out var next))
            {
                _held -= next.Buffer.Length + MessageOverhead;
                item = next;
                return true;
            }

            item = default;
            _isDelivering = false;
            if (_closeReason is not null && !_closedToldReceiver)
            {
                _closedToldReceiver = true;
                return true;
            }
        }

        return false;
    }

    /// <summary>The other end closes: this one does so once it has read everything.</summary>
    private void CloseAfterDelivery()
    {
        lock (_lock)
        {
            _closeReason ??= new(PeerChannelCloseKind.Remote, "The peer closed the channel.");
            if (_receiver is null)
            {
                // Nobody reads; what waits is kept for a receiver that may still come.
                _closed.TrySetResult(_closeReason);
            }
        }

        Deliver();
        _ = FinishOtherAsync();
    }

    private async Task FinishOtherAsync()
    {
        await _closed.Task.ConfigureAwait(false);
        _other.CloseBoth();
    }

    private void CloseBoth()
    {
        Close(new(PeerChannelCloseKind.Local, "The channel was closed on this side."));
        _other.Close(new(PeerChannelCloseKind.Remote, "The peer closed the channel."));
    }

    private void Close(PeerChannelCloseReason reason)
    {
        lock (_lock)
        {
            if (_closeReason is null)
            {
                _closeReason = reason;
                _isClosing = true;
                _held = 0;
                while (_inbox.TryDequeue(out var item))
                {
                    ArrayPool<byte>.Shared.Return(item.Buffer);
                }
            }

            if (_receiver is null)
            {
                _closed.TrySetResult(_closeReason);
            }
        }

        Deliver();
    }

    /// <summary>Delivers what has come.</summary>
    private sealed class Delivery(InMemoryPeerChannel channel) : IThreadPoolWorkItem
    {
        public void Execute() => channel.DeliverAll();
    }
}
