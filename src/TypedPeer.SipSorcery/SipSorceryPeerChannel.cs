using SIPSorcery.Net;
using TypedPeer.Channels;

namespace TypedPeer.SipSorceryChannels;

/// <summary>A data channel of SIPSorcery as a channel that a session can run over.</summary>
/// <remarks>
/// <para>Make it before the connection is up, or inside the handler of <c>ondatachannel</c> (<see cref="AcceptAsync"/> does):
/// SIPSorcery keeps no messages for handlers that come late.</para>
/// <para>Covered here: messages sent before the channel is open wait instead of being lost; the low-water signal, by polling;
/// a <see cref="BufferedAmount"/> of this channel alone that is cheap to read; bounded queues in both directions; empty messages;
/// the peer's <c>max-message-size</c>; handlers that never run on SIPSorcery's receive thread, whose exceptions would end it;
/// closing that the peer hears of, through the connection.</para>
/// <para>Not coverable, since SIPSorcery 10 lacks it: the peer closing one of several channels goes unnoticed (closing its
/// connection does not); a slow receiver cannot slow the peer down at the transport; what was lost on the way when the
/// connection closes is not sent again after <see cref="SipSorceryChannelOptions.CloseLinger"/> (a session's goodbye waits for
/// the peer's answer instead); there must be one channel before connecting, and a negotiated one only then.</para>
/// </remarks>
public sealed class SipSorceryPeerChannel : IPeerChannel
{
    private readonly Lock _gate = new();
    private readonly RTCPeerConnection _connection;
    private readonly RTCDataChannel _channel;
    private readonly SipSorceryChannelOptions _options;
    private readonly SendQueue _outgoing;
    private readonly PeerChannelInbox _incoming;
    private readonly ConnectionEvents _events;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerChannelCloseReason? _closeReason;
    private long _bufferedAmount;
    private long _lowThreshold;
    private bool _isOpen;
    private bool _isClosing;
    private bool _isPumping;

    /// <summary>Wraps a channel: one just made with <c>createDataChannel</c>, or one just announced by <c>ondatachannel</c>.</summary>
    /// <param name="connection">The connection the channel belongs to.</param>
    /// <param name="channel">The channel; ordered and reliable, as SIPSorcery sends everything.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">The channel is closed already.</exception>
    public SipSorceryPeerChannel(RTCPeerConnection connection, RTCDataChannel channel, SipSorceryChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(channel);
        _options = options ?? new SipSorceryChannelOptions();
        _options.Validate();
        if (channel.readyState is RTCDataChannelState.closing or RTCDataChannelState.closed)
        {
            throw new ArgumentException($"The data channel '{channel.label}' is closed already.", nameof(channel));
        }

        _connection = connection;
        _channel = channel;
        _outgoing = new SendQueue(_options.HandOverLimit);

        // SIPSorcery's receive thread also handles acknowledgements, so it only ever puts in; the receiver runs on the thread pool.
        _incoming = new PeerChannelInbox(_options.MaxReceiveBuffer);
        _events = new ConnectionEvents(connection, channel, OnOpen, OnMessage, OnEnded);
        _events.Subscribe();
        if (channel.readyState == RTCDataChannelState.open)
        {
            OnOpen();
        }
    }

    /// <summary>Gets the label the channel's creator gave it.</summary>
    public string Label => _channel.label ?? string.Empty;

    /// <summary>Gets the channel beneath.</summary>
    public RTCDataChannel Channel => _channel;

    /// <summary>Gets the connection beneath.</summary>
    public RTCPeerConnection Connection => _connection;

    /// <inheritdoc/>
    public int MaxMessageSize => RemoteParameters.GetMaxMessageSize(_connection);

    /// <inheritdoc/>
    public long BufferedAmount => Volatile.Read(ref _bufferedAmount);

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => Volatile.Read(ref _lowThreshold);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Volatile.Write(ref _lowThreshold, value);
        }
    }

    /// <inheritdoc/>
    public PeerIdentity? RemoteIdentity => RemoteParameters.GetIdentity(_connection);

    /// <inheritdoc/>
    public Task Opened => _opened.Task;

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>
    /// Waits for the next channel the peer opens. Call it before the connection is up; the task ends with the connection.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="label">The label to wait for; null for any.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PeerChannelClosedException">The connection closed first.</exception>
    public static async Task<SipSorceryPeerChannel> AcceptAsync(
        RTCPeerConnection connection,
        string? label = null,
        SipSorceryChannelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var acceptor = new ChannelAcceptor(connection, label, options);
        try
        {
            return await acceptor.Accepted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (acceptor.Accepted.IsCompletedSuccessfully)
        {
            return await acceptor.Accepted.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Attach(IPeerChannelReceiver receiver) => _incoming.Attach(receiver);

    /// <summary>Queues one message; copies it, so the caller may reuse the memory at once. Never blocks.</summary>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">More than <see cref="SipSorceryChannelOptions.MaxBufferedAmount"/> would wait.</exception>
    public long Send(ReadOnlySpan<byte> message)
    {
        var limit = MaxMessageSize;
        if (message.Length > limit)
        {
            throw new ArgumentException($"The message has {message.Length} bytes; the largest is {limit}.", nameof(message));
        }

        PeerChannelCloseReason? failure;
        long amount;
        lock (_gate)
        {
            if (_isClosing)
            {
                throw new PeerChannelClosedException(_closeReason);
            }

            if (_outgoing.BufferedAmount + message.Length > _options.MaxBufferedAmount)
            {
                throw new InvalidOperationException(
                    $"{_outgoing.BufferedAmount} bytes wait to leave, and {nameof(SipSorceryChannelOptions.MaxBufferedAmount)} is {_options.MaxBufferedAmount}: wait for {nameof(IPeerChannelReceiver.OnBufferedAmountLow)}.");
            }

            _outgoing.Add(message);
            failure = HandOver();
            UpdateBufferedAmount();
            amount = BufferedAmount;
            WakePump();
        }

        if (failure is not null)
        {
            Finish(failure);
        }

        return amount;
    }

    /// <summary>
    /// Closes: refuses further messages, lets those queued leave, then closes the connection (see
    /// <see cref="SipSorceryChannelOptions.OwnsConnection"/>). Completes when closed. Cancelling ends the wait and closes at once.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        var isFirst = false;
        lock (_gate)
        {
            isFirst = !_isClosing;
            _isClosing = true;
            if (!_isOpen || _outgoing.IsEmpty)
            {
                _drained.TrySetResult();
            }
        }

        if (isFirst)
        {
            _ = DrainAsync();
        }

        using (cancellationToken.UnsafeRegister(static state => ((SipSorceryPeerChannel)state!).Finish(LocalReason()), this))
        {
            await _closed.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Leaves the channel as it was found: nobody got to see this object.</summary>
    internal void Abandon() => _events.Unsubscribe();

    private static PeerChannelCloseReason LocalReason() => new(PeerChannelCloseKind.Local, "This side closed the channel.");

    private void OnOpen()
    {
        PeerChannelCloseReason? failure;
        lock (_gate)
        {
            if (_closeReason is not null || _isOpen)
            {
                return;
            }

            _isOpen = true;
            failure = HandOver();
            UpdateBufferedAmount();
            WakePump();
        }

        _opened.TrySetResult();
        if (failure is not null)
        {
            Finish(failure);
        }
    }

    private void OnMessage(byte[] message)
    {
        if (!_incoming.TryAdd(message) && _incoming.CloseReason is null)
        {
            Finish(new PeerChannelCloseReason(
                PeerChannelCloseKind.ProtocolError,
                $"More than {_options.MaxReceiveBuffer} bytes came that the receiver has not taken ({nameof(SipSorceryChannelOptions.MaxReceiveBuffer)})."));
        }
    }

    private void OnEnded(PeerChannelCloseReason reason) => Finish(reason);

    /// <summary>Gives SIPSorcery what it may have; under the lock. Returns why that is over, if it is.</summary>
    private PeerChannelCloseReason? HandOver()
    {
        if (!_isOpen)
        {
            return null;
        }

        while (_outgoing.TryTake(out var message))
        {
            try
            {
                // Off the connected state SIPSorcery would only write to its log and drop the message.
                if (_connection.sctp?.state != RTCSctpTransportState.Connected)
                {
                    return new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "The SCTP association ended.");
                }

                _channel.send(message.Array, message.Offset, message.Count);
                _outgoing.OnHandedOver(message.Count);
            }
            catch (Exception exception)
            {
                return new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "SIPSorcery refused a message.", exception);
            }
            finally
            {
                SendQueue.Release(message);
            }
        }

        return null;
    }

    /// <summary>Under the lock. Returns whether the amount fell to the threshold.</summary>
    private bool UpdateBufferedAmount()
    {
        var before = _bufferedAmount;
        var now = _outgoing.BufferedAmount;
        Volatile.Write(ref _bufferedAmount, now);
        return before > _lowThreshold && now <= _lowThreshold;
    }

    private void WakePump()
    {
        if (!_isPumping && _isOpen && !_outgoing.IsEmpty)
        {
            _isPumping = true;
            _ = PumpAsync();
        }
    }

    private async Task PumpAsync()
    {
        var goesOn = true;
        while (goesOn)
        {
            await Task.Delay(_options.PollInterval, _options.TimeProvider).ConfigureAwait(false);
            PeerChannelCloseReason? failure;
            bool fellLow;
            lock (_gate)
            {
                if (_closeReason is not null)
                {
                    return;
                }

                failure = Poll() ?? HandOver();
                fellLow = UpdateBufferedAmount();
                _isPumping = goesOn = failure is null && !_outgoing.IsEmpty;
                if (_outgoing.IsEmpty && _isClosing)
                {
                    _drained.TrySetResult();
                }
            }

            if (failure is not null)
            {
                Finish(failure);
            }
            else if (fellLow)
            {
                _incoming.SignalBufferedAmountLow();
            }
        }
    }

    /// <summary>Asks SIPSorcery what it still holds; under the lock. Returns why that is over, if it is.</summary>
    private PeerChannelCloseReason? Poll()
    {
        try
        {
            _outgoing.OnPolled(_channel.bufferedAmount);
            return null;
        }
        catch (Exception exception)
        {
            return new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "SIPSorcery could not say what has left.", exception);
        }
    }

    private async Task DrainAsync()
    {
        await _drained.Task.ConfigureAwait(false);
        if (_options.OwnsConnection && _isOpen)
        {
            await Task.WhenAny(_closed.Task, Task.Delay(_options.CloseLinger, _options.TimeProvider)).ConfigureAwait(false);
        }

        Finish(LocalReason());
    }

    /// <summary>Ends the channel, once; the first reason counts.</summary>
    private void Finish(PeerChannelCloseReason reason)
    {
        lock (_gate)
        {
            if (_closeReason is not null)
            {
                return;
            }

            _closeReason = reason;
            _isClosing = true;
            _outgoing.Clear();
            Volatile.Write(ref _bufferedAmount, 0);
        }

        _events.Unsubscribe();
        _drained.TrySetResult();
        if (_opened.TrySetException(new PeerChannelClosedException(reason)))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _opened.Task.Exception;
        }

        // SIPSorcery may be in the middle of an event of its own on this thread: it is closed from another.
        ThreadPool.UnsafeQueueUserWorkItem(static self => self.Release(), this, preferLocal: false);
    }

    private void Release()
    {
        var reason = _closeReason!;
        try
        {
            if (_options.OwnsConnection)
            {
                _connection.close();
                _connection.Dispose();
            }
            else
            {
                _channel.close();
            }
        }
        catch (Exception exception)
        {
            // The channel is closed all the same; what SIPSorcery could not clean up is worth knowing.
            reason = reason with { Exception = reason.Exception ?? exception };
        }

        _incoming.Close(reason);
        _closed.TrySetResult(reason);
    }
}
