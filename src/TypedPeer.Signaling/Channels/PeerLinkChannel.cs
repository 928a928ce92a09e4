using System.Runtime.CompilerServices;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Channels;

namespace TypedPeer.Signaling;

/// <summary>
/// A channel for messages to the peer of a <see cref="PeerLink"/>, beside the session: a <see cref="DataChannel"/> that opens again by itself whenever the link has
/// got a new connection, on both sides.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread. Events are raised on a thread of the pool, one at a time and in order.</para>
/// <para>
/// While a connection is up it keeps what its options say: ordered and reliable, or not. At a loss, messages of which the connection had not yet sent
/// all go on to the next, in their order; those it had sent and the peer had not acknowledged may have arrived, or not, and are not sent
/// again: <see cref="MessagesLost"/> tells how many. No message arrives twice. An ICE restart is no loss.
/// </para>
/// </remarks>
public sealed class PeerLinkChannel : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly OutgoingMessages _outgoing;
    private readonly IncomingMessages _incoming;
    private readonly DataChannelOptions _channel;
    private readonly ChannelOwner _owner;
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;
    private DataChannel? _current;
    private PeerConnection? _connection;
    private PeerChannelCloseReason? _end;
    private DataChannelState _state = DataChannelState.Connecting;
    private int _timesOpened;
    private bool _isClosing;

    internal PeerLinkChannel(string label, DataChannelOptions channel, PeerLinkChannelOptions options, bool isIncoming, ChannelOwner owner)
    {
        (Label, _channel, Options, IsIncoming, _owner) = (label, channel, options, isIncoming, owner);
        _outgoing = new OutgoingMessages(label, options, channel.MaxPacketLifeTime, owner.Time, exception => owner.Failed($"{nameof(PeerLinkChannel)}: sending on '{PeerText.Clean(label)}'", exception));
        _incoming = new IncomingMessages(options, channel is { MaxRetransmits: null, MaxPacketLifeTime: null }, isTaken: !isIncoming, owner.Time, OnStalled);
    }

    /// <summary>Raised when <see cref="ReadyState"/> has changed: after a loss to <see cref="DataChannelState.Connecting"/>, and back.</summary>
    public event Action<DataChannelState>? StateChanged;

    /// <summary>Raised when a connection was lost with messages that the peer had not acknowledged, with their number: each may have arrived, or not. They are not sent again.</summary>
    public event Action<int>? MessagesLost;

    /// <summary>Gets the name that whoever opened it gave it.</summary>
    public string Label { get; }

    /// <summary>Gets the name of the application's protocol.</summary>
    public string Protocol => _channel.Protocol;

    /// <summary>Gets whether messages arrive in the order in which they were sent.</summary>
    public bool Ordered => _channel.Ordered;

    /// <summary>Gets how often a message may be sent again; null for no limit.</summary>
    public int? MaxRetransmits => _channel.MaxRetransmits;

    /// <summary>Gets how long a message may be sent again, the time in which it waits for a connection included; null for no limit.</summary>
    public TimeSpan? MaxPacketLifeTime => _channel.MaxPacketLifeTime;

    /// <summary>Gets whether the peer opened it.</summary>
    public bool IsIncoming { get; }

    /// <summary>Gets the state. <see cref="DataChannelState.Connecting"/> while there is no connection, or the peer has not opened the channel on it yet.</summary>
    public DataChannelState ReadyState
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>
    /// Gets a task that completes, always successfully, when the channel is over: either side closed it, or the link ended. What came is still to be
    /// read then.
    /// </summary>
    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    /// <summary>Gets how many bytes were accepted and have not left for the network yet.</summary>
    public long BufferedAmount => _outgoing.BufferedAmount;

    internal PeerLinkChannelOptions Options { get; }

    internal DataChannelOptions Channel => _channel;

    /// <summary>Gets the connection it is on, was on last, or is going to be on as soon as what came over the one before is here.</summary>
    internal PeerConnection? Connection
    {
        get
        {
            lock (_lock)
            {
                return _connection;
            }
        }
    }

    /// <summary>Sends a message when it has room, which it may wait for (<see cref="PeerLinkChannelOptions"/>); also while there is no connection. Waits are served in order.</summary>
    /// <param name="message">The bytes, not to be changed before the returned task has completed.</param>
    /// <param name="cancellationToken">Gives the wait up; a message that was accepted is sent.</param>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="ArgumentException">The message is larger than the peer takes.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => _outgoing.SendAsync(message, null, cancellationToken);

    /// <summary>Sends a text as <see cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/> does bytes.</summary>
    /// <exception cref="PeerChannelClosedException">The channel is closing or closed.</exception>
    /// <exception cref="ArgumentException">The message is larger than the peer takes.</exception>
    public ValueTask SendAsync(string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _outgoing.SendAsync(default, message, cancellationToken);
    }

    /// <summary>Sends a message if it has room now; copies it. Never waits.</summary>
    /// <returns>False when the channel is closing or closed; the message is not sent.</returns>
    /// <exception cref="PeerChannelOverflowException">It has no room (<see cref="PeerLinkChannelOptions"/>). Nothing is sent.</exception>
    /// <exception cref="ArgumentException">The message is larger than the peer takes.</exception>
    public bool TrySend(ReadOnlySpan<byte> message) => _outgoing.TrySend(message);

    /// <summary>Sends a text as <see cref="TrySend(ReadOnlySpan{byte})"/> does bytes.</summary>
    /// <returns>False when the channel is closing or closed; the message is not sent.</returns>
    /// <exception cref="PeerChannelOverflowException">It has no room (<see cref="PeerLinkChannelOptions"/>). Nothing is sent.</exception>
    /// <exception cref="ArgumentException">The message is larger than the peer takes.</exception>
    public bool TrySend(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _outgoing.TrySend(message);
    }

    /// <summary>
    /// Reads what comes, over all connections of the link, until the channel is over. Each message goes to one reader. What is not read waits, within
    /// <see cref="PeerLinkChannelOptions.MaxReceivedAmount"/>.
    /// </summary>
    public async IAsyncEnumerable<PeerLinkMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _incoming.ReadAsync(cancellationToken).ConfigureAwait(false) is (true, var message))
        {
            yield return message;
        }
    }

    /// <summary>Gets what the channel did so far.</summary>
    public PeerLinkChannelStatistics GetStatistics()
    {
        lock (_lock)
        {
            return _incoming.AddTo(_outgoing.AddTo(new PeerLinkChannelStatistics { TimesOpened = _timesOpened }));
        }
    }

    /// <summary>
    /// Closes, at the peer too: takes no more messages, lets those that were accepted leave where there is a connection, and is over within
    /// <see cref="PeerConnectionOptions.CloseTimeout"/>. Cancelling closes at once. Never fails.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        DataChannel? current;
        PeerConnection? connection;
        lock (_lock)
        {
            _isClosing = true;
            (current, connection) = (_current, _connection);
        }

        Move(DataChannelState.Closing);
        _outgoing.Close();
        _incoming.Release();
        if (current is not null)
        {
            await DrainAsync(current, connection!.GetConfiguration(), cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(new PeerChannelCloseReason(PeerChannelCloseKind.Local, "This side closed the channel.")).ConfigureAwait(false);
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Goes on over a data channel of a connection; false when it is over.</summary>
    internal bool Attach(DataChannel channel, PeerConnection connection)
    {
        lock (_lock)
        {
            if (_isClosing || _end is not null)
            {
                return false;
            }

            _connection = connection;
            _following = FollowAsync(_following, channel, connection);
            return true;
        }
    }

    /// <summary>The application has it, and may read.</summary>
    internal void Take() => _incoming.Take();

    /// <summary>The link closes its connection in an orderly way: what came is taken before.</summary>
    internal void Release() => _incoming.Release();

    /// <summary>Ends for good; completes when all that came is to be read.</summary>
    internal async Task EndAsync(PeerChannelCloseReason reason)
    {
        DataChannel? current;
        lock (_lock)
        {
            _end ??= reason;
            current = _current;
        }

        if (current is null)
        {
            Finish();
        }
        else
        {
            // It ends in there.
            await current.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            await Closed.ConfigureAwait(false);
        }
    }

    private void OnStalled() => _ = EndAsync(new PeerChannelCloseReason(
        PeerChannelCloseKind.Local, $"The application has read nothing for {Options.StallTimeout.TotalSeconds} s, and more than {Options.MaxReceivedAmount} bytes wait."));

    private async Task DrainAsync(DataChannel current, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(_outgoing.Drained, current.Closed).WaitAsync(options.CloseTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            await current.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await current.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
    }

    /// <summary>Looks after one data channel until it is closed. Never fails.</summary>
    private async Task FollowAsync(Task before, DataChannel channel, PeerConnection connection)
    {
        await before.ConfigureAwait(false);
        if (!Begin(channel))
        {
            await channel.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            return;
        }

        try
        {
            await channel.Opened.ConfigureAwait(false);
            lock (_lock)
            {
                _timesOpened++;
            }

            Move(DataChannelState.Open);
        }
        catch (PeerChannelClosedException)
        {
            // Its reason follows.
        }

        var reason = await channel.Closed.ConfigureAwait(false);
        var lost = _outgoing.Detach();
        if (lost > 0)
        {
            var handlers = MessagesLost;
            _owner.Events.Add(() => handlers?.Invoke(lost));
        }

        await _incoming.DetachAsync(isKept: reason.Kind != PeerChannelCloseKind.Local).ConfigureAwait(false);
        bool isOver;
        lock (_lock)
        {
            // A channel that is closed on a connection which is up was closed by itself, and does not come back.
            if (connection.ConnectionState is not (PeerConnectionState.Closed or PeerConnectionState.Failed))
            {
                _end ??= reason;
            }

            isOver = _end is not null;
            _current = null;
        }

        if (isOver)
        {
            Finish();
        }
        else
        {
            Move(DataChannelState.Connecting);
        }
    }

    private bool Begin(DataChannel channel)
    {
        lock (_lock)
        {
            if (_isClosing || _end is not null)
            {
                return false;
            }

            _current = channel;
            _incoming.Attach(channel);
            _outgoing.Attach(channel);
            return true;
        }
    }

    private void Finish()
    {
        if (_end is { } end)
        {
            _outgoing.End(end);
            _incoming.End();
            Move(DataChannelState.Closed);
            _owner.Ended(this);
            _closed.TrySetResult(end);
        }
    }

    private void Move(DataChannelState state)
    {
        lock (_lock)
        {
            // What closes is never open again.
            if (_state == state || (_state >= DataChannelState.Closing && state < _state))
            {
                return;
            }

            _state = state;
            var handlers = StateChanged;
            _owner.Events.Add(() => handlers?.Invoke(state));
        }
    }
}
