using TypedPeer.Channels;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// A channel of which it is not known yet whether its peer begins a session or goes on with one: what comes is held, and the first message tells. Whoever it is for then gets all of it.
/// </summary>
internal sealed class HeldChannel : IPeerChannelReceiver
{
    /// <summary>What a peer may say before it waits for an answer: its hello, and the largest description of what it serves.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _held = new();
    private readonly TaskCompletionSource<byte[]?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IPeerChannelReceiver? _receiver;
    private PeerChannelCloseReason? _closed;
    private long _bytes;

    /// <param name="channel">The channel, which nothing else may be attached to.</param>
    /// <exception cref="Exception">Whatever the channel throws.</exception>
    public HeldChannel(IPeerChannel channel)
    {
        Channel = channel;
        channel.Attach(this);
    }

    public IPeerChannel Channel { get; }

    /// <summary>Gets the first message; null where the channel closed before, or the peer did not wait for an answer.</summary>
    public Task<byte[]?> First => _first.Task;

    /// <summary>Hands over what came and what comes. Called once.</summary>
    public void PassOn(IPeerChannelReceiver receiver)
    {
        while (TryTake(receiver, out var message, out var closed))
        {
            if (message is not null)
            {
                receiver.OnMessage(message);
            }
            else
            {
                receiver.OnClosed(closed!);
            }
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        if (_receiver is null && TryHold(message))
        {
            return;
        }

        _receiver?.OnMessage(message);
    }

    public void OnBufferedAmountLow() => _receiver?.OnBufferedAmountLow();

    public void OnClosed(PeerChannelCloseReason reason)
    {
        lock (_lock)
        {
            if (_receiver is null)
            {
                _closed = reason;
                _first.TrySetResult(null);
                return;
            }
        }

        _receiver.OnClosed(reason);
    }

    /// <summary>Takes what is next for the receiver; with the last of it the receiver gets what comes by itself.</summary>
    private bool TryTake(IPeerChannelReceiver receiver, out byte[]? message, out PeerChannelCloseReason? closed)
    {
        lock (_lock)
        {
            closed = null;
            if (_held.TryDequeue(out message))
            {
                return true;
            }

            (closed, _closed) = (_closed, null);
            _receiver = receiver;
            return closed is not null;
        }
    }

    /// <summary>False when there is a receiver by now.</summary>
    private bool TryHold(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            if (_receiver is not null)
            {
                return false;
            }

            _bytes += message.Length;
            if (_bytes <= MaxBytes)
            {
                var copy = message.ToArray();
                _held.Enqueue(copy);
                _first.TrySetResult(copy);
                return true;
            }

            _held.Clear();
            _first.TrySetResult(null);
        }

        _ = Channel.CloseAsync(new CancellationToken(canceled: true)).AsTask();
        return true;
    }
}
