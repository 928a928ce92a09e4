using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.PeerJs.Connections;

namespace TypedPeer.Signaling;

/// <summary>
/// A connection for values with one peer, as PeerJS has it (<c>DataConnection</c>): with a page that uses <c>peerjs</c>, or with another
/// .NET peer. It has a <see cref="PeerConnection"/> of its own and does not come back by itself when that is lost; it does not need the server once it is open.
/// </summary>
/// <remarks>Every member may be called from any thread; values are read by one reader at a time.</remarks>
public sealed class PeerDataConnection : IAsyncDisposable
{
    /// <summary>The longest message of the JSON serialization, in bytes: PeerJS's own bound.</summary>
    public const int MaxJsonLength = 16300;

    private readonly PeerDataLimits _limits;
    private readonly MessageWriter _writer;
    private readonly DataReceiver _receiver;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerDataConnectionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DataSender> _sender = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task? _closing;
    private volatile DataChannel? _channel;

    /// <param name="connection">Its own, which it closes.</param>
    /// <param name="offer">What the offer says of it.</param>
    /// <param name="limits">What is taken.</param>
    /// <param name="shared">What all connections of its kind hold together; null where it is alone.</param>
    internal PeerDataConnection(PeerConnection connection, PeerDataOffer offer, PeerDataLimits limits, HeldBytes? shared = null)
    {
        (Connection, Offer, _limits) = (connection, offer, limits);
        _writer = new MessageWriter(offer.Serialization);
        var held = new HeldBytes(long.MaxValue, shared);
        _receiver = new DataReceiver(new MessageReader(offer.Serialization, limits, held), limits, held);
        _receiver.Ended += OnEndedByPeer;
        _ = WatchConnectionAsync();
    }

    /// <summary>Gets the id of the peer.</summary>
    public string PeerId => Offer.PeerId;

    /// <summary>Gets the id of the connection, such as <c>dc_x1y2z3</c>.</summary>
    public string ConnectionId => Offer.ConnectionId;

    /// <summary>Gets the label of the connection.</summary>
    public string Label => Offer.Label;

    /// <summary>Gets what was said with the offer, by whichever side made it.</summary>
    public PeerData Metadata => Offer.Metadata;

    /// <summary>Gets how values are written.</summary>
    public PeerDataSerialization Serialization => Offer.Serialization;

    /// <summary>Gets whether messages arrive in the order in which they were sent.</summary>
    public bool Reliable => Offer.Reliable;

    /// <summary>Gets the connection beneath, for its statistics, its state and its path.</summary>
    public PeerConnection Connection { get; }

    /// <summary>
    /// Gets a task that completes when values can be sent, and fails with <see cref="PeerDataConnectionException"/> when the connection ends before.
    /// </summary>
    public Task Opened => _opened.Task;

    /// <summary>Gets whether values can be sent.</summary>
    public bool IsOpen => _opened.Task.IsCompletedSuccessfully && !_completion.Task.IsCompleted && _closing is null;

    /// <summary>Gets a task that completes when the connection is over and tells why. It never fails. Values that came may still be read.</summary>
    public Task<PeerDataConnectionEnd> Completion => _completion.Task;

    /// <summary>Gets how many bytes wait to leave: see <see cref="DataChannel.BufferedAmount"/>.</summary>
    public long BufferedAmount => _channel?.BufferedAmount ?? 0;

    internal PeerDataOffer Offer { get; }

    /// <summary>
    /// Sends a value. Completes when all of it has left or waits in a short buffer, and so no sooner than the peer takes it. Sends of several
    /// callers go one after another. Cancelling ends the wait; of a long message that has begun to leave the rest is not sent then.
    /// </summary>
    /// <exception cref="PeerDataConnectionException">
    /// <see cref="PeerDataConnectionError.NotOpenYet"/>, <see cref="PeerDataConnectionError.MessageTooBig"/>,
    /// <see cref="PeerDataConnectionError.TooManySends"/>, or <see cref="PeerDataConnectionError.ConnectionClosed"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The serialization has no word for the value.</exception>
    public async Task SendAsync(PeerData data, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (!_opened.Task.IsCompleted)
        {
            throw new PeerDataConnectionException(PeerDataConnectionError.NotOpenYet, $"The connection is not open yet: await {nameof(Opened)} before values are sent.");
        }

        var sender = await _sender.Task.ConfigureAwait(false);
        await sender.SendAsync(_writer.Write(data), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads values as they come, those first that came before. Ends when either side closes the connection, and throws
    /// <see cref="PeerDataConnectionException"/> when it fails, behind what had come. Whoever does not read holds the peer's sends back.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is being read already.</exception>
    public IAsyncEnumerable<PeerData> ReadAllAsync(CancellationToken cancellationToken = default) => _receiver.ReadAllAsync(cancellationToken);

    /// <summary>
    /// Closes: what was sent leaves first, the peer is told, and given <see cref="PeerDataLimits.CloseTimeout"/> to close as well. Cancelling
    /// closes at once. Never fails.
    /// </summary>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        var hurry = cancellationToken.UnsafeRegister(static connection => ((PeerDataConnection)connection!)._hurry.TrySetResult(), this);
        await using (hurry.ConfigureAwait(false))
        {
            await BeginClose(new PeerDataConnectionEnd(null, "This side closed the connection.", IsLocal: true)).ConfigureAwait(false);
        }
    }

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Takes the data channel, which is this side's or the peer's.</summary>
    internal void Bind(DataChannel channel)
    {
        lock (_lock)
        {
            if (_channel is not null)
            {
                return;
            }

            _channel = channel;
        }

        _sender.TrySetResult(new DataSender(channel, _limits, Connection.GetConfiguration().MaxBufferedAmount));
        _receiver.Start(channel);
        _ = WatchChannelAsync(channel);
    }

    /// <summary>Ends the connection with a failure.</summary>
    internal void Fail(PeerDataConnectionException failure) => _ = BeginClose(new PeerDataConnectionEnd(failure, failure.Message, IsLocal: false));

    private void ThrowIfClosed()
    {
        if (_closing is not null)
        {
            throw new PeerDataConnectionException(PeerDataConnectionError.ConnectionClosed, "The connection is closed.", _completion.Task.IsCompleted ? _completion.Task.Result.Error : null);
        }
    }

    private void OnEndedByPeer(InvalidDataException? failure)
    {
        var error = failure is null ? null : new PeerDataConnectionException(PeerDataConnectionError.InvalidMessage, PeerText.Clean(failure.Message), failure);
        _ = BeginClose(new PeerDataConnectionEnd(error, error?.Message ?? "The peer closed the connection.", IsLocal: false));
    }

    /// <summary>The first reason to close is the one that counts.</summary>
    private Task BeginClose(PeerDataConnectionEnd end)
    {
        lock (_lock)
        {
            // On the pool: what closes may be called by the very connection that it closes.
            return _closing ??= Task.Run(() => CloseCoreAsync(end));
        }
    }

    private async Task CloseCoreAsync(PeerDataConnectionEnd end)
    {
        var notOpened = end.Error ?? new PeerDataConnectionException(PeerDataConnectionError.ConnectionClosed, end.Message);
        if (_opened.TrySetException(notOpened))
        {
            // Whoever does not wait for it need not hear of it.
            _ = _opened.Task.Exception;
        }
        else if (end.IsLocal)
        {
            await SayGoodbyeAsync(_channel!).ConfigureAwait(false);
        }

        if (_channel is { Closed.IsCompleted: true } closed)
        {
            _ = CompleteBehindAsync(closed, end.Error);
        }
        else
        {
            _receiver.Complete(end.Error);
        }

        await Connection.CloseAsync(_hurry.Task.IsCompleted ? new CancellationToken(canceled: true) : default).ConfigureAwait(false);
        _completion.TrySetResult(end);
    }

    private async Task SayGoodbyeAsync(DataChannel channel)
    {
        using var patience = new CancellationTokenSource(_limits.CloseTimeout, Connection.GetConfiguration().TimeProvider);
        _ = _hurry.Task.ContinueWith(static (_, source) => Cancel((CancellationTokenSource)source!), patience, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var sender = await _sender.Task.ConfigureAwait(false);
            await sender.FlushAsync(patience.Token).ConfigureAwait(false);
            if (_writer.Goodbye is not { } goodbye)
            {
                await channel.CloseAsync(patience.Token).ConfigureAwait(false);
                return;
            }

            await sender.SendAsync(goodbye, patience.Token).ConfigureAwait(false);
            await channel.Closed.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or PeerDataConnectionException)
        {
            // The time is over, or the peer was first: it is closed all the same.
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The goodbye was said meanwhile.
        }
    }

    /// <summary>What is kept of a channel that the peer closed is read first.</summary>
    private async Task CompleteBehindAsync(DataChannel channel, Exception? failure)
    {
        await channel.Drained.ConfigureAwait(false);
        _receiver.Complete(failure);
    }

    private async Task WatchChannelAsync(DataChannel channel)
    {
        try
        {
            await channel.Opened.ConfigureAwait(false);
            _opened.TrySetResult();
        }
        catch (PeerChannelClosedException)
        {
            // Closed tells why.
        }

        OnChannelClosed(await channel.Closed.ConfigureAwait(false));
    }

    private void OnChannelClosed(PeerChannelCloseReason reason)
    {
        var isOrderly = reason.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote;
        var error = isOrderly ? null : new PeerDataConnectionException(
            _opened.Task.IsCompletedSuccessfully ? PeerDataConnectionError.ConnectionClosed : PeerDataConnectionError.NegotiationFailed, reason.Message, reason.Exception);
        _ = BeginClose(new PeerDataConnectionEnd(error, error?.Message ?? "The peer closed the connection.", IsLocal: false));
    }

    /// <summary>Before there is a channel nobody else notices.</summary>
    private async Task WatchConnectionAsync()
    {
        var reason = await Connection.Closed.ConfigureAwait(false);
        if (_channel is null)
        {
            OnChannelClosed(reason);
        }
    }
}
