using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>Sends messages over a data channel, one after another, never more at once than may wait in it.</summary>
internal sealed class DataSender : IDisposable
{
    private readonly PeerDataLimits _limits;
    private readonly DataChannel _channel;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly int _mostBuffered;
    private volatile TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _queued;

    /// <param name="channel">Where to.</param>
    /// <param name="limits">What may wait.</param>
    /// <param name="connectionBuffer">What the connection lets wait; half of it is left to whoever uses the connection, too.</param>
    public DataSender(DataChannel channel, PeerDataLimits limits, long connectionBuffer)
    {
        (_channel, _limits) = (channel, limits);
        _mostBuffered = (int)Math.Min(limits.MaxBufferedAmount, connectionBuffer / 2);
        channel.BufferedAmountLow += OnRoom;
        channel.Close += _ => OnRoom();
    }

    /// <summary>Sends a message: completes when all of it is in the channel's buffer.</summary>
    /// <exception cref="PeerDataConnectionException">Too many wait, it is too large for the peer, or the channel is closed.</exception>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        ThrowIfTooLarge(message);
        if (Interlocked.Increment(ref _queued) > _limits.MaxQueuedSends)
        {
            Interlocked.Decrement(ref _queued);
            throw new PeerDataConnectionException(PeerDataConnectionError.TooManySends, $"{_limits.MaxQueuedSends} sends wait already: await them.");
        }

        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await SendInTurnAsync(message, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    /// <summary>Waits until nothing waits to leave.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WaitForRoomAsync(_mostBuffered, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private void ThrowIfTooLarge(OutgoingMessage message)
    {
        if (message.NextLength > _channel.MaxMessageSize)
        {
            throw new PeerDataConnectionException(PeerDataConnectionError.MessageTooBig, $"The message has {message.NextLength} bytes; the peer takes {_channel.MaxMessageSize} in one. The binary serialization cuts, the others do not.");
        }
    }

    private async Task SendInTurnAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        while (message.NextLength is { } length)
        {
            await WaitForRoomAsync(length, cancellationToken).ConfigureAwait(false);
            try
            {
                message.SendNext(_channel);
            }
            catch (PeerChannelClosedException exception)
            {
                throw new PeerDataConnectionException(PeerDataConnectionError.ConnectionClosed, "The connection closed before all of the message was sent.", exception);
            }
        }
    }

    /// <summary>Waits until a message fits. One that never fits goes alone.</summary>
    private async Task WaitForRoomAsync(int length, CancellationToken cancellationToken)
    {
        var most = Math.Max(0, _mostBuffered - length);
        while (_channel.ReadyState == DataChannelState.Open && _channel.BufferedAmount > most)
        {
            // Set before it is looked at again, so that a signal in between is not missed.
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _room = room;
            _channel.BufferedAmountLowThreshold = Math.Min(most, _mostBuffered / 2);
            if (_channel.ReadyState == DataChannelState.Open && _channel.BufferedAmount > most)
            {
                await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void OnRoom() => _room.TrySetResult();
}
