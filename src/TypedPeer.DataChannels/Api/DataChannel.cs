using TypedPeer.Channels;
using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Api.Messages;
using TypedPeer.DataChannels.Dcep;

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

    private readonly PeerConnection _connection;
    private readonly ChannelBackend _backend;
    private readonly DataChannelInbox _inbox;
    private readonly DataChannelHandlers _handlers = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosedHere;
    private int _keptFor;

    /// <param name="backend">What it runs on.</param>
    /// <param name="connection">Held as long as the channel is: who has a channel need not hold its connection.</param>
    internal DataChannel(ChannelBackend backend, PeerConnection connection)
    {
        _connection = connection;
        _backend = backend;
        _inbox = new DataChannelInbox(backend.CreateGiveBack());
        backend.SetOwner(this);
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
            _backend.TellHandlerAttached();
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
    public string Label => _backend.Label;

    /// <summary>Gets the name of the application's protocol.</summary>
    public string Protocol => _backend.Options.Protocol;

    /// <summary>Gets the stream id; null while it is not decided which side chooses even ids.</summary>
    public int? Id => _backend.Id;

    /// <summary>Gets whether messages arrive in the order in which they were sent.</summary>
    public bool Ordered => _backend.Options.Ordered;

    /// <summary>Gets how often a message may be sent again; null for no limit.</summary>
    public int? MaxRetransmits => _backend.Options.MaxRetransmits;

    /// <summary>Gets how long a message may be sent again; null for no limit.</summary>
    public TimeSpan? MaxPacketLifeTime => _backend.Options.MaxPacketLifeTime;

    /// <summary>Gets whether both sides created it by themselves.</summary>
    public bool Negotiated => _backend.Options.Negotiated;

    /// <summary>Gets the state. It is <see cref="DataChannelState.Closed"/> from when <see cref="Closed"/> completes, not sooner.</summary>
    public DataChannelState ReadyState
    {
        get
        {
            var state = _backend.State;
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
    public int MaxMessageSize => _backend.MaxMessageSize;

    /// <summary>
    /// Gets how many bytes were given to <c>Send</c> and have not left for the network yet: the application's own bytes, nothing of the
    /// protocol's. Once the channel is closed it stays what it was then.
    /// </summary>
    public long BufferedAmount => _backend.BufferedAmount;

    /// <summary>
    /// Gets how many messages were given to <c>Send</c> and are neither acknowledged by the peer's SCTP nor given up (<see cref="MaxRetransmits"/>,
    /// <see cref="MaxPacketLifeTime"/>), the announcement of the channel included. Once the channel is closed it stays what it was then: that many may not have arrived.
    /// </summary>
    public int UnacknowledgedMessages => _backend.UnacknowledgedMessages;

    /// <summary>Gets how many messages came, those included that wait for a handler (W3C <c>messagesReceived</c>).</summary>
    public long MessagesReceived => _backend.MessagesReceived;

    /// <inheritdoc/>
    public long BufferedAmountLowThreshold
    {
        get => _backend.BufferedAmountLowThreshold;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _backend.BufferedAmountLowThreshold = value;
        }
    }

    /// <inheritdoc/>
    PeerIdentity? IPeerChannel.RemoteIdentity => _backend.RemoteIdentity;

    /// <inheritdoc/>
    PeerIdentity? IPeerChannelIdentity.LocalIdentity => _backend.LocalIdentity;

    /// <summary>Queues a binary message; copies it, so the caller may reuse the memory at once. Never blocks.</summary>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached: the peer is slower than this side. Nothing is queued.
    /// </exception>
    public void Send(ReadOnlySpan<byte> message) => _backend.Send(message, isText: false);

    /// <inheritdoc/>
    long IPeerChannel.Send(ReadOnlySpan<byte> message) => _backend.Send(message, isText: false);

    /// <inheritdoc/>
    long IPeerChannelMemory.SendLent(ReadOnlyMemory<byte> message, IPeerMemoryOwner owner) => _backend.SendLent(message, owner);

    /// <summary>Queues a text message, as UTF-8; an unpaired surrogate becomes U+FFFD. Never blocks.</summary>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached: the peer is slower than this side. Nothing is queued.
    /// </exception>
    public void Send(string message) => TextMessages.Send(this, _backend, message, mustBeOpen: true);

    /// <summary>
    /// Queues a binary message as <see cref="Send(ReadOnlySpan{byte})"/> does, unless the channel is closing or closed: for code that
    /// cannot know when the peer closes, such as a handler that answers.
    /// </summary>
    /// <returns>False when the channel takes no messages any more; the message is not sent.</returns>
    /// <exception cref="ArgumentException">The message is larger than <see cref="MaxMessageSize"/>.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PeerConnectionOptions.MaxBufferedAmount"/> is reached. Nothing is queued.</exception>
    public bool TrySend(ReadOnlySpan<byte> message) => _backend.TrySend(message, isText: false);

    /// <summary>Queues a text message as <see cref="Send(string)"/> does, unless the channel is closing or closed.</summary>
    /// <inheritdoc cref="TrySend(ReadOnlySpan{byte})"/>
    public bool TrySend(string message) => TextMessages.Send(this, _backend, message, mustBeOpen: false);

    /// <inheritdoc/>
    void IPeerChannel.Attach(IPeerChannelReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (!Ordered || !_backend.Options.IsReliable)
        {
            throw new InvalidOperationException(
                $"The data channel '{PeerText.Clean(Label)}' is {(Ordered ? "partially reliable" : "unordered")}: a session needs an ordered, reliable one (the default DataChannelOptions).");
        }

        _inbox.Attach(receiver);
        KeepAlive();
        _backend.TellHandlerAttached();
    }

    /// <inheritdoc/>
    IPeerDatagramLane? IPeerChannelDatagrams.OpenDatagrams(IPeerDatagramReceiver receiver) => DataChannelLane.Open(_connection, this, receiver);

    /// <inheritdoc/>
    void IPeerChannelScheduler.Schedule(IThreadPoolWorkItem work) => _backend.Schedule(work);

    /// <inheritdoc/>
    TimeSpan? IPeerChannelLiveness.SinceHeard => _backend.SinceHeard;

    /// <summary>
    /// Closes: refuses further messages, lets those queued leave, then closes both directions. Completes when closed, or when
    /// <see cref="PeerConnectionOptions.CloseTimeout"/> is over; the channel is closed then, too, and what had not left may be lost. Cancelling ends
    /// the wait and closes at once. Never fails. Neither the peer nor a handler that blocks keeps it longer; handlers that are behind still get
    /// the messages that came, and <see cref="IPeerChannelReceiver.OnClosed"/> after them. In a handler of the connection's it does not wait
    /// for the events behind that one.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        var closed = _backend.GetEnd(_closed.Task);
        BeginClose(atOnce: cancellationToken.IsCancellationRequested);
        try
        {
            await closed.WaitAsync(_backend.CloseTimeout, _backend.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The time is over, the wait was cancelled, or the application's clock cannot tell: not one of them keeps it open.
            BeginClose(atOnce: true);
        }

        Complete(_backend.CloseReason!);
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    bool IDataChannelOwner.HasReceiver => _inbox.HasReceiver;

    bool IDataChannelOwner.HasLowHandler => _handlers.HasBufferedAmountLow;

    /// <summary>The application has the channel.</summary>
    internal void OnTaken() => _backend.OnTaken();

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

    void IDataChannelOwner.OnMessage(ReadOnlySpan<byte> message, bool isText) => _inbox.OnMessage(message, isText);

    long IDataChannelOwner.KeptBytes => _inbox.KeptBytes;

    bool IDataChannelOwner.TryDeliverKept() => _inbox.TryDeliverKept();

    long IDataChannelOwner.TakeFreed() => _inbox.TakeFreed();

    void IDataChannelOwner.OnBufferedAmountLow()
    {
        _backend.OnLowTold();
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
        if (reason.Kind is not (PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote))
        {
            _handlers.RaiseError(_backend.CreateError(reason));
        }
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

    private void BeginClose(bool atOnce)
    {
        _isClosedHere = true;
        _backend.Close(atOnce);
    }
}
