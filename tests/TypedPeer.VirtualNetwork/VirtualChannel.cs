using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.VirtualNetwork;

/// <summary>A data channel of a virtual peer. Sessions run on it as on any channel.</summary>
internal sealed class VirtualChannel : IPeerChannel
{
    private readonly VirtualPeer _peer;
    private readonly DataChannelCore _core;
    private readonly Queue<(byte[] Buffer, int Length)> _inbox = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPeerChannelReceiver? _receiver;
    private readonly bool _keeps;
    private bool _isDelivering;
    private bool _toldClosed;

    /// <summary>Wraps a channel.</summary>
    public VirtualChannel(VirtualPeer peer, DataChannelCore core)
    {
        _peer = peer;
        _core = core;
        _keeps = peer.KeepsMessages;
        peer.Register(core, this);
    }

    /// <summary>What came, unless <see cref="Received"/> takes it or the peer keeps messages for receivers.</summary>
    public List<byte[]> Messages { get; } = [];

    /// <summary>Takes messages as they come, under the world's gate; the bytes are on loan.</summary>
    public Action<ReadOnlyMemory<byte>, bool>? Received { get; set; }

    /// <summary>Raised when the buffered amount has fallen to the threshold, under the world's gate.</summary>
    public Action? BufferedAmountLow { get; set; }

    /// <summary>Its state.</summary>
    public DataChannelState State => _core.State;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _core.State == DataChannelState.Open;

    /// <summary>Whether it is closed.</summary>
    public bool IsClosed => _core.State == DataChannelState.Closed;

    /// <inheritdoc/>
    public int MaxMessageSize => _peer.Core.Transport.RemoteMaxMessageSize;

    /// <inheritdoc/>
    public long BufferedAmount
    {
        get
        {
            lock (_peer.World.Gate)
                return _peer.Core.Transport.Channels.GetBufferedAmount(_core);
        }
    }

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => _core.BufferedAmountLowThreshold;
        set => _peer.Invoke((core, _) => core.Transport.Channels.SetBufferedAmountLowThreshold(_core, value));
    }

    /// <inheritdoc/>
    public PeerIdentity? RemoteIdentity => _peer.Core.RemoteIdentity;

    /// <inheritdoc/>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver)
    {
        lock (_peer.World.Gate)
        {
            if (_receiver is not null)
                throw new InvalidOperationException("A receiver is attached already.");

            _receiver = receiver;
            Deliver();
        }
    }

    /// <inheritdoc/>
    public long Send(ReadOnlySpan<byte> message)
    {
        lock (_peer.World.Gate)
        {
            Send(message, isText: false);
            return BufferedAmount;
        }
    }

    /// <summary>Sends text or bytes.</summary>
    public void Send(ReadOnlySpan<byte> message, bool isText)
    {
        lock (_peer.World.Gate)
        {
            _peer.Core.Transport.Send(_core, message, isText, _peer.World.Now);
            _peer.Flush();
        }
    }

    /// <summary>Closes, and does not wait for it.</summary>
    public void Close(bool atOnce = false) => _peer.Invoke((core, _) => core.Transport.CloseChannel(_core, atOnce));

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Close(cancellationToken.IsCancellationRequested);
        try
        {
            await Closed.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Close(atOnce: true);
            await Closed;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    internal void OnOpen() => _opened.TrySetResult();

    internal void OnMessage(byte[] rented, int length, bool isText)
    {
        if (Received is not null)
        {
            Received(rented.AsMemory(0, length), isText);
            Consume(rented);
        }
        else if (_keeps)
        {
            _inbox.Enqueue((rented, length));
            Deliver();
        }
        else
        {
            Messages.Add(rented.AsSpan(0, length).ToArray());
            Consume(rented);
        }
    }

    internal void OnBufferedAmountLow()
    {
        _core.IsLowSignalled = false;
        BufferedAmountLow?.Invoke();
        if (_receiver is { } receiver)
            _peer.World.Post(receiver.OnBufferedAmountLow);
    }

    internal void OnClosed(PeerChannelCloseReason reason)
    {
        if (_opened.TrySetException(new PeerChannelClosedException(reason)))
            _ = _opened.Task.Exception;

        _closed.TrySetResult(reason);
        Deliver();
    }

    private void Deliver()
    {
        if (_receiver is null || _isDelivering)
            return;

        _isDelivering = true;
        _peer.World.Post(DeliverPosted);
    }

    /// <summary>Runs without the gate, as the driver's events do.</summary>
    private void DeliverPosted()
    {
        while (true)
        {
            (byte[] Buffer, int Length) item;
            lock (_peer.World.Gate)
            {
                if (!_inbox.TryDequeue(out item))
                {
                    _isDelivering = false;
                    break;
                }
            }

            _receiver!.OnMessage(item.Buffer.AsSpan(0, item.Length));
            lock (_peer.World.Gate)
            {
                Consume(item.Buffer);
                _peer.Flush();
            }
        }

        if (IsClosed && !_toldClosed)
        {
            _toldClosed = true;
            _receiver!.OnClosed(_closed.Task.Result);
        }
    }

    private void Consume(byte[] rented)
    {
        long cost = MessageCost.Of(rented);
        SctpMessagePool.Return(rented);
        _peer.Core.Transport.Consumed(cost, _peer.World.Now);
    }
}
