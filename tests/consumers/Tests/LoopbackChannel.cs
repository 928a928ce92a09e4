using TypedPeer.Channels;

namespace Tests;

/// <summary>
/// A transport as somebody writes it who has the packages and nothing else: two ends in one process, each of which puts what it is sent
/// into the other's inbox.
/// </summary>
public sealed class LoopbackChannel : IPeerChannel
{
    private const int MaxHeldBytes = 16 * 1024 * 1024;

    private readonly PeerChannelInbox _inbox;
    private LoopbackChannel _other = null!;
    private volatile bool _isClosing;

    private LoopbackChannel() => _inbox = new(MaxHeldBytes, (before, after) => _other.OnTaken(before, after));

    public int MaxMessageSize => 64 * 1024;

    public long BufferedAmount => _other._inbox.Bytes;

    public long BufferedAmountLowThreshold { get; set; }

    public PeerIdentity? RemoteIdentity => null;

    public Task Opened => Task.CompletedTask;

    public Task<PeerChannelCloseReason> Closed => _inbox.Closed;

    public static (LoopbackChannel First, LoopbackChannel Second) CreatePair()
    {
        var first = new LoopbackChannel();
        var second = new LoopbackChannel { _other = first };
        first._other = second;
        return (first, second);
    }

    public void Attach(IPeerChannelReceiver receiver) => _inbox.Attach(receiver);

    public long Send(ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxMessageSize, nameof(message));
        if (_isClosing || _inbox.CloseReason is not null)
        {
            throw new PeerChannelClosedException(_inbox.CloseReason);
        }

        if (!_other._inbox.TryAdd(message) && _other._inbox.CloseReason is null)
        {
            throw new InvalidOperationException("The other end is too far behind.");
        }

        return BufferedAmount;
    }

    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        _isClosing = true;
        _other._inbox.Close(new(PeerChannelCloseKind.Remote, "The other end was closed."), discard: cancellationToken.IsCancellationRequested);
        try
        {
            await _other._inbox.Closed.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Whoever cancels does not wait for what the other end has not read.
        }

        _inbox.Close(new(PeerChannelCloseKind.Local, "This end was closed."), discard: true);
        try
        {
            await _inbox.Closed.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _inbox.CompleteClosed();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>Cuts the two ends apart.</summary>
    public void Cut()
    {
        var reason = new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "The ends were cut apart.");
        _inbox.Close(reason, discard: true);
        _other._inbox.Close(reason, discard: true);
    }

    private void OnTaken(long before, long after)
    {
        if (before > BufferedAmountLowThreshold && after <= BufferedAmountLowThreshold)
        {
            _inbox.SignalBufferedAmountLow();
        }
    }
}
