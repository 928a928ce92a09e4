using TypedPeer.Channels;
using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels;

/// <summary>A channel for messages to the peer (W3C <c>RTCDataChannel</c>).</summary>
/// <remarks>
/// <para>Every member may be called from any thread. Handlers are called one at a time, in order, together with the connection's events.</para>
/// <para>An ordered and reliable channel can carry a session: it is an <see cref="IPeerChannel"/>.</para>
/// </remarks>
public sealed class DataChannel : IPeerChannel, IPeerChannelScheduler, IPeerChannelLiveness, IPeerChannelIdentity, IPeerChannelDatagrams, IPeerChannelMemory, IDataChannelOwner
{
    /// <summary>Why the connection keeps the channel alive: there are handlers, or somebody waits for the end.</summary>
    private const int Listened = 1;

    /// <summary>Somebody waits for it to open.</summary>
    private const int AwaitedToOpen = 2;

    private readonly PeerDriver _driver;
    private readonly PeerConnection _connection;
    private readonly DataChannelCore _core;
    private readonly DataChannelInbox _inbox;
    private readonly DataChannelHandlers _handlers = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosedHere;
    private int _keptFor;

    /// <param name="driver">What drives it.</param>
    /// <param name="core">Its state.</param>
    /// <param name="connection">Held as long as the channel is: who has a channel need not hold its connection.</param>
    internal DataChannel(PeerDriver driver, DataChannelCore core, PeerConnection connection)
    {
        _connection = connection;
        _driver = driver;
        _core = core;
        core.SetOwner(this);

        // Neither may hold this channel, which is to be found when nobody else does.
        var ended = _ended;
        _inbox = new DataChannelInbox(cost => GiveBack(driver, cost));
        core.Ended = () => ended.TrySetResult();
    }

    /// <summary>
    /// Raised for each message. Messages that come while there is no handler, before the first was added or after the last was removed, are kept,
    /// as far as the receive window goes, behind which the peer has to wait, and raised first. Excludes <see cref="IPeerChannel.Attach"/>.
    /// </summary>
    public event DataChannelMessageHandler Message
    {
        add
        {
            _inbox.Add(value);
            KeepAlive();
            _driver.Post(DriverEvent.HandlerAttached(_core));
        }

        remove => _inbox.Remove(value);
    }

    /// <summary>
    /// Raised when <see cref="BufferedAmount"/> falls from above <see cref="BufferedAmountLowThreshold"/> to it or below. If it does so again
    /// before a handler was called for the first time, the one call stands for both.
    /// </summary>
    public event Action? BufferedAmountLow
    {
        add
        {
            _handlers.BufferedAmountLow += value;
            KeepAlive();
        }

        remove => _handlers.BufferedAmountLow -= value;
    }

    /// <summary>
    /// Raised when the channel is open, before any message; not when this side has closed it before. As with every event of a channel,
    /// handlers that are added after it was raised are not called: <see cref="Opened"/> and <see cref="Closed"/> tell at any time.
    /// </summary>
    public event Action? Open
    {
        add
        {
            _handlers.Open += value;
            KeepAlive();
        }

        remove => _handlers.Open -= value;
    }

    /// <summary>
    /// Raised, behind the messages that came, when the channel begins to close because the peer closes it or broke its rules; neither when
    /// this side closes it nor when the connection ends.
    /// </summary>
    public event Action? Closing
    {
        add
        {
            _handlers.Closing += value;
            KeepAlive();
        }

        remove => _handlers.Closing -= value;
    }

    /// <summary>
    /// Raised just before <see cref="Close"/> when the channel ended by a failure, never when either side closed it or the connection.
    /// <see cref="ReadyState"/> is <see cref="DataChannelState.Closed"/> by then.
    /// </summary>
    public event Action<DataChannelError>? Error
    {
        add
        {
            _handlers.Error += value;
            KeepAlive();
        }

        remove => _handlers.Error -= value;
    }

    /// <summary>Raised once, as the last event, when the channel is closed, whoever closed it.</summary>
    public event Action<PeerChannelCloseReason>? Close
    {
        add
        {
            _handlers.Close += value;
            KeepAlive();
        }

        remove => _handlers.Close -= value;
    }

    /// <summary>Gets the name its creator gave it.</summary>
    public string Label => _core.Label;

    /// <summary>Gets the name of the application's protocol.</summary>
    public string Protocol => _core.Options.Protocol;

    /// <summary>Gets the stream id; null while it is not decided which side chooses even ids.</summary>
    public int? Id => _driver.Read(static (_, channel) => (int?)channel.Id, _core);

    /// <summary>Gets whether messages arrive in the order in which they were sent.</summary>
    public bool Ordered => _core.Options.Ordered;

    /// <summary>Gets how often a message may be sent again; null for no limit.</summary>
    public int? MaxRetransmits => _core.Options.MaxRetransmits;

    /// <summary>Gets how long a message may be sent again; null for no limit.</summary>
    public TimeSpan? MaxPacketLifeTime => _core.Options.MaxPacketLifeTime;

    /// <summary>Gets whether both sides created it by themselves.</summary>
    public bool Negotiated => _core.Options.Negotiated;

    /// <summary>Gets the state. It is <see cref="DataChannelState.Closed"/> from when <see cref="Closed"/> completes, not sooner.</summary>
    public DataChannelState ReadyState
    {
        get
        {
            var state = _driver.Read(static (_, channel) => channel.State, _core);
            return state == DataChannelState.Closed && !_closed.Task.IsCompleted ? DataChannelState.Closing : state;
        }
    }

    /// <summary>
    /// Gets a task that completes when the channel is open, and fails with <see cref="PeerChannelClosedException"/> when it closes first,
    /// or is closed on this side before the opening is told.
    /// </summary>
    public Task Opened
    {
        get
        {
            if (!_opened.Task.IsCompleted)
            {
                KeepAlive(AwaitedToOpen);
            }

            return _opened.Task;
        }
    }

    /// <inheritdoc/>
    public Task<PeerChannelCloseReason> Closed
    {
        get
        {
            KeepAlive();
            return _closed.Task;
        }
    }

    /// <summary>
    /// Gets a task that completes when the channel is closed and every message that came was raised: behind <see cref="Closed"/> where messages are
    /// kept for a handler that is to come. It does not complete as long as there is none for them.
    /// </summary>
    public Task Drained
    {
        get
        {
            KeepAlive();
            return _inbox.Drained;
        }
    }

    /// <summary>
    /// Gets the largest message the peer takes, in bytes; 65536 until its description is known, as for a peer that does not say.
    /// </summary>
    public int MaxMessageSize => _driver.Read(static (core, _) => core.Transport.RemoteMaxMessageSize, 0);

    /// <summary>
    /// Gets how many bytes were given to <c>Send</c> and have not left for the network yet: the application's own bytes, nothing of the
    /// protocol's. Once the channel is closed it stays what it was then.
    /// </summary>
    public long BufferedAmount => _driver.Read(static (core, channel) => core.Transport.Channels.GetBufferedAmount(channel), _core);

    /// <summary>
    /// Gets how many messages were given to <c>Send</c> and are neither acknowledged by the peer's SCTP nor given up (<see cref="MaxRetransmits"/>,
    /// <see cref="MaxPacketLifeTime"/>), the announcement of the channel included. Once the channel is closed it stays what it was then: that many may not have arrived.
    /// </summary>
    public int UnacknowledgedMessages => _driver.Read(static (core, channel) => core.Transport.Channels.GetPendingCount(channel), _core);

    /// <summary>Gets how many messages came, those included that wait for a handler (W3C <c>messagesReceived</c>).</summary>
    public long MessagesReceived => _driver.Read(static (_, channel) => channel.Received.Messages, _core);

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => _driver.Read(static (_, channel) => channel.BufferedAmountLowThreshold, _core);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _driver.Invoke(
                static (core, args, _) =>
                {
                    core.Transport.Channels.SetBufferedAmountLowThreshold(args.Channel, args.Value);
                    return true;
                },
                (Channel: _core, Value: value));
        }
    }

    /// <inheritdoc/>
    PeerIdentity? IPeerChannel.RemoteIdentity => _driver.Read(static (core, _) => core.RemoteIdentity, 0);

    /// <inheritdoc/>
    PeerIdentity? IPeerChannelIdentity.LocalIdentity => _driver.Read(static (core, _) => core.LocalIdentity, 0);

    /// <summary>Queues a binary message; copies it, so the caller may reuse the memory at once. Never blocks.</summary>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached: the peer is slower than this side. Nothing is queued.
    /// </exception>
    public void Send(ReadOnlySpan<byte> message) => _driver.Send(_core, message, isText: false);

    /// <inheritdoc/>
    long IPeerChannel.Send(ReadOnlySpan<byte> message) => _driver.Send(_core, message, isText: false);

    /// <inheritdoc/>
    long IPeerChannelMemory.SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner) => _driver.SendLent(_core, message, owner);

    /// <summary>Queues a text message, as UTF-8; an unpaired surrogate becomes U+FFFD. Never blocks.</summary>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached: the peer is slower than this side. Nothing is queued.
    /// </exception>
    public void Send(string message) => TextMessages.Send(this, _driver, _core, message, mustBeOpen: true);

    /// <summary>
    /// Queues a binary message as <see cref="Send(ReadOnlySpan{byte})"/> does, unless the channel is closing or closed: for code that
    /// cannot know when the peer closes, such as a handler that answers.
    /// </summary>
    /// <returns>False when the channel takes no messages any more; the message is not sent.</returns>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached. Nothing is queued.</exception>
    public bool TrySend(ReadOnlySpan<byte> message) => _driver.TrySend(_core, message, isText: false);

    /// <summary>Queues a text message as <see cref="Send(string)"/> does, unless the channel is closing or closed.</summary>
    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public bool TrySend(string message) => TextMessages.Send(this, _driver, _core, message, mustBeOpen: false);

    /// <inheritdoc/>
    void IPeerChannel.Attach(IPeerChannelReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (!Ordered || !_core.Options.IsReliable)
        {
            throw new InvalidOperationException(
                $"The data channel '{PeerText.Clean(Label)}' is {(Ordered ? "partially reliable" : "unordered")}: a session needs an ordered, reliable one (the default DataChannelOptions).");
        }

        _inbox.Attach(receiver);
        KeepAlive();
        _driver.Post(DriverEvent.HandlerAttached(_core));
    }

    /// <inheritdoc/>
    IPeerDatagramLane? IPeerChannelDatagrams.OpenDatagrams(IPeerDatagramReceiver receiver) => DataChannelLane.Open(_connection, this, receiver);

    /// <inheritdoc/>
    void IPeerChannelScheduler.Schedule(IThreadPoolWorkItem work) => _driver.Schedule(work);

    /// <inheritdoc/>
    TimeSpan? IPeerChannelLiveness.SinceHeard => _driver.Read(
        static TimeSpan? (core, driver) => core.Transport.HeardAt is > long.MinValue and var at ? TimeSpan.FromMicroseconds(Math.Max(0, driver.Now - at)) : null, _driver);

    /// <summary>
    /// Closes: refuses further messages, lets those queued leave, then closes both directions. Completes when closed, or when
    /// <see cref="PeerConnectionOptions.CloseTimeout"/> is over; the channel is closed then, too, and what had not left may be lost. Cancelling ends
    /// the wait and closes at once. Never fails. Neither the peer nor a handler that blocks keeps it longer; handlers that are behind still get
    /// the messages that came, and <see cref="IPeerChannelReceiver.OnClosed"/> after them. In a handler of the connection's it does not wait
    /// for the events behind that one.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Task closed = _driver.IsRaisingHere ? _ended.Task : _closed.Task;
        BeginClose(atOnce: cancellationToken.IsCancellationRequested);
        try
        {
            await closed.WaitAsync(_driver.Read(static (core, _) => core.Transport.CloseTimeout, 0), _driver.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The time is over, the wait was cancelled, or the application's clock cannot tell: not one of them keeps it open.
            BeginClose(atOnce: true);
        }

        Complete(_driver.Read(static (_, channel) => channel.CloseReason!, _core));
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    bool IDataChannelOwner.HasReceiver => _inbox.HasReceiver;

    /// <summary>The application has the channel.</summary>
    internal void OnTaken() => _driver.Read(
        static (core, channel) =>
        {
            core.Transport.Channels.OnTaken(channel);
            return true;
        },
        _core);

    void IDataChannelOwner.OnOpen()
    {
        if (!_isClosedHere)
        {
            _opened.TrySetResult();
            OnOpenTold();
            _handlers.RaiseOpen();
        }
    }

    void IDataChannelOwner.OnMessage(byte[] rented, int length, bool isText) => _inbox.OnMessage(rented, length, isText);

    bool IDataChannelOwner.TryDeliverKept() => _inbox.TryDeliverKept();

    long IDataChannelOwner.TakeFreed() => _inbox.TakeFreed();

    void IDataChannelOwner.OnBufferedAmountLow()
    {
        _core.IsLowSignalled = false;
        try
        {
            // A session waits for it, whatever the application's handlers do.
            _inbox.OnBufferedAmountLow();
        }
        finally
        {
            _handlers.RaiseBufferedAmountLow();
        }
    }

    void IDataChannelOwner.OnClosing()
    {
        if (!_isClosedHere)
        {
            _handlers.RaiseClosing();
        }
    }

    void IDataChannelOwner.OnClosed(PeerChannelCloseReason reason)
    {
        Complete(reason);
        HandlerList.RaiseInTurn(
            () => _inbox.OnClosed(reason),
            () => RaiseError(reason),
            () => _handlers.RaiseClose(reason),

            // Not before: who listens hears of it.
            () => _connection.Keep(this));
    }

    private void RaiseError(PeerChannelCloseReason reason)
    {
        if (reason.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote)
        {
            return;
        }

        var failure = _driver.Read(static (core, reason) => core.Transport.FailureOf(reason), reason);
        _handlers.RaiseError(new DataChannelError(failure?.Detail ?? DataChannelErrorDetail.DataChannelFailure, reason)
        {
            SctpCauseCode = failure?.SctpCauseCode,
            SentAlert = failure?.SentAlert,
            ReceivedAlert = failure?.ReceivedAlert,
        });
    }

    /// <summary>Somebody listens, or waits: from now on the channel lives as long as its connection, until it is closed or that is over.</summary>
    private void KeepAlive(int why = Listened)
    {
        if (!_closed.Task.IsCompleted && Interlocked.Or(ref _keptFor, why) == 0)
        {
            _connection.Keep(this);
        }
    }

    /// <summary>Gets whether anybody listens or waits.</summary>
    internal bool IsListenedTo => Volatile.Read(ref _keptFor) != 0 && !_closed.Task.IsCompleted;

    private void OnOpenTold()
    {
        if (Interlocked.And(ref _keptFor, ~AwaitedToOpen) == AwaitedToOpen)
        {
            _connection.Keep(this);
        }
    }

    private void Complete(PeerChannelCloseReason reason)
    {
        _closed.TrySetResult(reason);
        if (_opened.TrySetException(new PeerChannelClosedException(reason)))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _opened.Task.Exception;
        }
    }

    /// <summary>The collector must not wait for the connection, which may be busy.</summary>
    private static void GiveBack(PeerDriver driver, long cost) => ThreadPool.UnsafeQueueUserWorkItem(
        static item => item.Driver.Consume(item.Cost),
        (Driver: driver, Cost: cost),
        preferLocal: false);

    private void BeginClose(bool atOnce)
    {
        _isClosedHere = true;
        try
        {
            _driver.Invoke(
                static (core, args, _) =>
                {
                    core.Transport.CloseChannel(args.Channel, args.AtOnce);
                    return true;
                },
                (Channel: _core, AtOnce: atOnce));
        }
        catch (PeerChannelClosedException)
        {
            // The connection failed over it, and has ended with that reason, and so has the channel.
        }
    }
}
