using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Api;

/// <summary>Raises a connection's events from what the core reports, and completes the tasks that stand for them.</summary>
/// <remarks>
/// As W3C says of its connection, it stays alive while an event can still come that somebody listens for: while it gathers; and once the
/// peer's description is there, while there are handlers, or somebody waits. A channel with handlers keeps it, too.
/// </remarks>
internal sealed class PeerEventRaiser(PeerConnection connection, Action<Exception>? onHandlerException) : IPeerEventSink
{
    private readonly Lock _keeping = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _gathered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<DataChannel> _incoming = Channel.CreateUnbounded<DataChannel>();

    private readonly HashSet<DataChannel> _channels = [];
    private int _accepting;
    private bool _isGathering;
    private bool _hasRemote;
    private int _unheardNeed;
    private bool _isConnectedAwaited;
    private bool _isClosedAwaited;

    /// <summary>Raised for channels the peer opened.</summary>
    public event Action<DataChannel>? DataChannel;

    /// <summary>Raised when an offer should be made.</summary>
    public event Action? NegotiationNeeded
    {
        add
        {
            int unheard;
            lock (_keeping)
            {
                NegotiationNeededHandlers += value;
                unheard = value is null ? 0 : _unheardNeed;
                _unheardNeed = value is null ? _unheardNeed : 0;
            }

            if (unheard > 0)
            {
                Backend.TellNeedAgain(unheard);
            }
        }

        remove
        {
            lock (_keeping)
            {
                NegotiationNeededHandlers -= value;
            }
        }
    }

    /// <summary>Raised when the state of the connection changes.</summary>
    public event Action<PeerConnectionState>? ConnectionState
    {
        add
        {
            ConnectionStateHandlers += value;
            OnHandlers();
        }

        remove
        {
            ConnectionStateHandlers -= value;
            OnHandlers();
        }
    }

    /// <summary>Raised when the state of the path changes.</summary>
    public event Action<IceConnectionState>? IceConnectionState
    {
        add
        {
            IceConnectionStateHandlers += value;
            OnHandlers();
        }

        remove
        {
            IceConnectionStateHandlers -= value;
            OnHandlers();
        }
    }

    private event Action? NegotiationNeededHandlers;

    private event Action<PeerConnectionState>? ConnectionStateHandlers;

    private event Action<IceConnectionState>? IceConnectionStateHandlers;

    /// <summary>Gets the way to this for a driver.</summary>
    public ConnectionSink Sink { get; } = new();

    /// <summary>Sets what the connection runs on.</summary>
    public ConnectionBackend Backend { private get; set; } = null!;

    /// <summary>Sets what makes a channel of what the peer opened.</summary>
    public Func<DataChannelCore, DataChannel> Adopt { private get; set; } = null!;

    public Task Connected => _connected.Task;

    public Task GatheringCompleted => Volatile.Read(ref _gathered).Task;

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Gets <see cref="Connected"/> for somebody who may wait for it.</summary>
    public Task AwaitConnected()
    {
        Update(static raiser => raiser._isConnectedAwaited = true);
        return Connected;
    }

    /// <summary>Gets <see cref="Closed"/> for somebody who may wait for it.</summary>
    public Task<PeerChannelCloseReason> AwaitClosed()
    {
        Update(static raiser => raiser._isClosedAwaited = true);
        return Closed;
    }

    /// <summary>Gathering begins, or begins once more: whoever waits for its end from now on waits for the end of this search.</summary>
    public void OnGathering() => Update(static raiser =>
    {
        raiser._isGathering = true;
        if (raiser._gathered.Task.IsCompleted && !raiser._closed.Task.IsCompleted)
        {
            Volatile.Write(ref raiser._gathered, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    });

    /// <summary>The peer's description is known: it can connect.</summary>
    public void OnRemote() => Update(static raiser => raiser._hasRemote = true);

    /// <summary>Somebody listens to a channel now, or nobody does any more.</summary>
    public void Keep(DataChannel channel)
    {
        lock (_keeping)
        {
            // Asked here, so that whoever comes last leaves what is so.
            if (channel.IsListenedTo)
            {
                _channels.Add(channel);
            }
            else
            {
                _channels.Remove(channel);
            }
        }

        OnHandlers();
    }

    /// <summary>A handler came or went.</summary>
    public void OnHandlers() => Update(static _ => { });

    /// <summary>Takes the next channel that no event handler got.</summary>
    public async ValueTask<DataChannel> AcceptAsync(CancellationToken cancellationToken)
    {
        Update(static raiser => raiser._accepting++);
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
        finally
        {
            Update(static raiser => raiser._accepting--);
        }
    }

    public long OnEvent(in PeerEvent item)
    {
        try
        {
            if (item.Kind == PeerEventKind.ChannelMessage)
            {
                if (item.Channel!.Owner is not { } owner)
                {
                    return ConnectionSink.Discard(item);
                }

                owner.OnMessage(item.Buffer!, item.Length, item.IsText);
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

        return TakeFreed(item.Channel);
    }

    public long OnDriverEvent(DriverEvent item)
    {
        try
        {
            switch (item.Kind)
            {
                case DriverEventKind.HandlerAttached when item.Channel is { Owner: null }:
                    break;
                case DriverEventKind.HandlerAttached:
                    OnHandlerAttached(item.Channel?.Owner);
                    break;
                case DriverEventKind.ApplicationFailed:
                    Report(item.Failure!);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown event {item.Kind}.");
            }
        }
        catch (Exception exception)
        {
            Report(exception);
        }

        return TakeFreed(item.Channel);
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

    /// <inheritdoc cref="Raise{T}"/>
    public void Raise(Action? handlers)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler();
            }
            catch (Exception exception)
            {
                Report(exception);
            }
        }
    }

    /// <summary>A session only takes its messages in, or sends what waited for room; what it calls runs afterwards, or on the pool.</summary>
    public bool IsPrompt(in PeerEvent item) => item.Kind switch
    {
        PeerEventKind.ChannelMessage => item.Channel!.Owner is { HasReceiver: true },
        PeerEventKind.ChannelBufferedAmountLow => item.Channel!.Owner is { HasReceiver: true, HasLowHandler: false },
        _ => false,
    };

    /// <summary>
    /// A handler may fail over what the peer sends, and over when it closes: neither may end the process. Whoever does not ask to be told
    /// finds it in the trace, and so does whoever fails when told.
    /// </summary>
    public void Report(Exception exception)
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

    private void Update(Action<PeerEventRaiser> change)
    {
        lock (_keeping)
        {
            change(this);
            var isListening = DataChannel is not null || ConnectionStateHandlers is not null || IceConnectionStateHandlers is not null || _accepting > 0 || _channels.Count > 0 || _isClosedAwaited || (_isConnectedAwaited && !_connected.Task.IsCompleted);
            Sink.Keep(!_closed.Task.IsCompleted && ((_isGathering && !_gathered.Task.IsCompleted) || (_hasRemote && isListening)) ? this : null);
        }
    }

    private static long TakeFreed(DataChannelCore? channel) => channel?.Owner?.TakeFreed() ?? 0;

    private void OnRareEvent(in PeerEvent item)
    {
        switch (item.Kind)
        {
            case PeerEventKind.SignalingState:
                connection.OnSignalingState(item.SignalingState);
                break;
            case PeerEventKind.NegotiationNeeded:
                OnNegotiationNeeded(item.Need);
                break;
            case PeerEventKind.ConnectionState:
                OnConnectionState(item.ConnectionState);
                break;
            case PeerEventKind.IceConnectionState:
                Raise(IceConnectionStateHandlers, item.IceConnectionState);
                break;
            case PeerEventKind.IceGatheringState:
                OnGatheringState(item.IceGatheringState);
                break;
            case PeerEventKind.LocalCandidate:
                connection.OnIceCandidate(item.Candidate);
                break;
            case PeerEventKind.IceCandidateError:
                connection.OnIceCandidateError(item.CandidateError);
                break;
            case PeerEventKind.ChannelIncoming:
                OnIncoming(Adopt(item.Channel!));
                break;
            case PeerEventKind.ChannelOpen:
                item.Channel!.Owner?.OnOpen();
                break;
            case PeerEventKind.ChannelBufferedAmountLow:
                item.Channel!.Owner?.OnBufferedAmountLow();
                break;
            case PeerEventKind.ChannelClosing:
                item.Channel!.Owner?.OnClosing();
                break;
            case PeerEventKind.ChannelClosed:
                item.Channel!.Owner?.OnClosed(item.Reason);
                break;
            case PeerEventKind.FilterFailed:
                Report(item.Failure);
                break;
            case PeerEventKind.Closed:
                OnClosed(item.Reason);
                break;
            default:
                throw new InvalidOperationException($"Unknown event {item.Kind}.");
        }
    }

    /// <summary>An offer should be made.</summary>
    public void OnNegotiationNeeded(int need)
    {
        Action? handlers;
        lock (_keeping)
        {
            handlers = NegotiationNeededHandlers;
            _unheardNeed = handlers is null ? need : 0;
        }

        // The exchange may have begun meanwhile, or be needed no more.
        if (handlers is not null && Backend.ShouldNegotiate)
        {
            Raise(handlers);
        }
    }

    /// <summary>The state of the path has changed.</summary>
    public void OnIceConnectionState(IceConnectionState state) => Raise(IceConnectionStateHandlers, state);

    /// <summary>The state of the connection has changed.</summary>
    public void OnConnectionState(PeerConnectionState state)
    {
        if (state == PeerConnectionState.Connected)
        {
            _connected.TrySetResult();
            OnHandlers();
        }

        Raise(ConnectionStateHandlers, state);
    }

    /// <summary>The state of the search for local candidates has changed.</summary>
    public void OnGatheringState(IceGatheringState state)
    {
        if (state == IceGatheringState.Complete)
        {
            // Of a search that another one has followed nobody waits for the end.
            if (Backend.IceGatheringState == IceGatheringState.Complete)
            {
                _gathered.TrySetResult();
            }

            OnHandlers();
        }
        else if (state == IceGatheringState.Gathering)
        {
            OnGathering();
        }

        connection.OnIceGatheringState(state);
        if (state == IceGatheringState.Complete)
        {
            // In this order (W3C, section 4.3.3).
            connection.OnIceCandidate(null);
        }
    }

    /// <summary>The peer has opened a channel.</summary>
    public void OnIncoming(DataChannel channel)
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

    /// <summary>A handler was attached, to a channel or to the connection: what waits for it is raised.</summary>
    public void OnHandlerAttached(IDataChannelOwner? channel)
    {
        if (channel is not null)
        {
            DeliverKept(channel);
            return;
        }

        while (DataChannel is { } handlers && _incoming.Reader.TryRead(out var waiting))
        {
            waiting.OnTaken();
            Raise(handlers, waiting);
        }
    }

    /// <summary>A handler that throws over one message still gets the others.</summary>
    private void DeliverKept(IDataChannelOwner channel)
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

    /// <summary>The connection is over.</summary>
    public void OnClosed(PeerChannelCloseReason reason)
    {
        lock (_keeping)
        {
            // Together: no search begins to be waited for between the two.
            _closed.TrySetResult(reason);
            _gathered.TrySetResult();
        }

        if (_connected.TrySetException(new PeerChannelClosedException(reason)))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _connected.Task.Exception;
        }

        _incoming.Writer.TryComplete();
        OnHandlers();
    }
}
