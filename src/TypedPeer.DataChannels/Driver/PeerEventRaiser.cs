using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Driver;

/// <summary>Raises a connection's events from what the core reports, and completes the tasks that stand for them.</summary>
internal sealed class PeerEventRaiser(PeerConnection connection, Action<Exception>? onHandlerException) : IPeerEventSink
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gathered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<DataChannel> _incoming = Channel.CreateUnbounded<DataChannel>();

    /// <summary>Raised for channels the peer opened.</summary>
    public event Action<DataChannel>? DataChannel;

    /// <summary>Sets what new channels are driven by.</summary>
    public PeerDriver Driver { private get; set; } = null!;

    public Task Connected => _connected.Task;

    public Task GatheringCompleted => _gathered.Task;

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Takes the next channel that no event handler got.</summary>
    public async ValueTask<DataChannel> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var channel = await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            channel.OnTaken();
            return channel;
        }
        catch (ChannelClosedException)
        {
            throw new PeerChannelClosedException(await Closed.ConfigureAwait(false));
        }
    }

    public long OnEvent(in PeerEvent item)
    {
        try
        {
            if (item.Kind == PeerEventKind.ChannelMessage)
            {
                OwnerOf(item).OnMessage(item.Buffer!, item.Length, item.Value != 0);
            }
            else
            {
                OnRareEvent(item);
            }
        }
        catch (Exception exception)
        {
            Report(exception);
        }

        return item.Subject is DataChannelCore { Owner: DataChannel channel } ? channel.TakeFreed() : 0;
    }

    /// <summary>Calls every handler of an event, whatever the others do.</summary>
    public void Raise<T>(Action<T>? handlers, T argument)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(argument);
            }
            catch (Exception exception)
            {
                Report(exception);
            }
        }
    }

    /// <summary>A session only takes its messages in; what it calls runs on the pool.</summary>
    public bool IsPrompt(in PeerEvent item) => item.Kind == PeerEventKind.ChannelMessage && OwnerOf(item).HasReceiver;

    /// <summary>
    /// A handler may fail over what the peer sends, and over when it closes: neither may end the process. Whoever does not ask to be told
    /// finds it in the trace, and so does whoever fails when told.
    /// </summary>
    private void Report(Exception exception)
    {
        if (onHandlerException is not null)
        {
            try
            {
                onHandlerException(exception);
                return;
            }
            catch (Exception second)
            {
                exception = new AggregateException(exception, second);
            }
        }

        ApplicationFailures.Trace(exception);
    }

    private static DataChannel OwnerOf(in PeerEvent item) => (DataChannel)((DataChannelCore)item.Subject!).Owner!;

    private void OnRareEvent(in PeerEvent item)
    {
        switch (item.Kind)
        {
            case PeerEventKind.SignalingState:
                connection.OnSignalingState((SignalingState)item.Value);
                break;
            case PeerEventKind.ConnectionState:
                OnConnectionState((PeerConnectionState)item.Value);
                break;
            case PeerEventKind.IceConnectionState:
                connection.OnIceConnectionState((IceConnectionState)item.Value);
                break;
            case PeerEventKind.IceGatheringState:
                OnGatheringState((IceGatheringState)item.Value);
                break;
            case PeerEventKind.LocalCandidate:
                connection.OnIceCandidate((IceCandidateInit)item.Subject!);
                break;
            case PeerEventKind.IceCandidateError:
                connection.OnIceCandidateError((IceCandidateError)item.Subject!);
                break;
            case PeerEventKind.ChannelIncoming:
                OnIncoming(new DataChannel(Driver, (DataChannelCore)item.Subject!));
                break;
            case PeerEventKind.HandlerAttached:
                OnHandlerAttached(item);
                break;
            case PeerEventKind.ChannelOpen:
                OwnerOf(item).OnOpen();
                break;
            case PeerEventKind.ChannelBufferedAmountLow:
                OwnerOf(item).OnBufferedAmountLow();
                break;
            case PeerEventKind.ChannelClosed:
                OwnerOf(item).OnClosed((PeerChannelCloseReason)item.Detail!);
                break;
            case PeerEventKind.ApplicationFailed:
                Report((Exception)item.Detail!);
                break;
            case PeerEventKind.Closed:
                OnClosed((PeerChannelCloseReason)item.Detail!);
                break;
            default:
                throw new InvalidOperationException($"Unknown event {item.Kind}.");
        }
    }

    private void OnConnectionState(PeerConnectionState state)
    {
        if (state == PeerConnectionState.Connected)
        {
            _connected.TrySetResult();
        }

        connection.OnConnectionState(state);
    }

    private void OnGatheringState(IceGatheringState state)
    {
        if (state == IceGatheringState.Complete)
        {
            _gathered.TrySetResult();
            connection.OnIceCandidate(null);
        }

        connection.OnIceGatheringState(state);
    }

    private void OnIncoming(DataChannel channel)
    {
        if (DataChannel is { } handlers)
        {
            channel.OnTaken();
            Raise(handlers, channel);
        }
        else
        {
            _incoming.Writer.TryWrite(channel);
        }
    }

    private void OnHandlerAttached(in PeerEvent item)
    {
        if (item.Subject is DataChannelCore channel)
        {
            DeliverKept((DataChannel)channel.Owner!);
            return;
        }

        while (DataChannel is { } handlers && _incoming.Reader.TryRead(out var waiting))
        {
            waiting.OnTaken();
            Raise(handlers, waiting);
        }
    }

    /// <summary>A handler that throws over one message still gets the others.</summary>
    private void DeliverKept(DataChannel channel)
    {
        var isMore = true;
        while (isMore)
        {
            try
            {
                isMore = channel.TryDeliverKept();
            }
            catch (Exception exception)
            {
                Report(exception);
            }
        }
    }

    private void OnClosed(PeerChannelCloseReason reason)
    {
        _closed.TrySetResult(reason);
        _gathered.TrySetResult();
        if (_connected.TrySetException(new PeerChannelClosedException(reason)))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _connected.Task.Exception;
        }

        _incoming.Writer.TryComplete();
    }
}
