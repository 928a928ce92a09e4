using TypedPeer.Channels;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// What remains when the session is over: tells whoever waits, lets the goodbye leave, and lets go of the channel. All of it takes
/// no longer than stopping may (<see cref="PeerSessionOptions.StopTimeout"/>, counted from the request to stop), whatever the peer
/// and the channel do; what takes longer goes on unattended.
/// </summary>
internal sealed class SessionEnding(SessionGate gate, SessionCore core, SessionClock clock, ChannelSender sender, IPeerChannel channel) : SessionWork
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerSessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPeerChannel _channel = channel;
    private ChannelSender _sender = sender;
    private TaskCompletionSource? _othersEnded;
    private int _handlersThatStop;
    private int _isDisposing;
    private long _closeBy;

    /// <summary>Gets or sets what is disposed of once the channel is let go of; null for nothing.</summary>
    public List<IAsyncDisposable>? Owned { get; set; }

    public Task Connected => _connected.Task;

    /// <summary>The session goes on over another channel. Under the lock.</summary>
    public void Use(IPeerChannel other, ChannelSender otherSender) => (_channel, _sender) = (other, otherSender);

    public Task<PeerSessionEnd> Completion => _completion.Task;

    /// <summary>Both hellos are exchanged. Under the lock.</summary>
    public void OnConnected() => _connected.TrySetResult();

    /// <summary>The session is over.</summary>
    protected override void Run() => _ = RunAsync();

    /// <summary>Stops, and lets go of the channel. Whoever asks again waits for the same.</summary>
    public Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposing, 1) == 0)
        {
            _ = RunDisposeAsync();
        }

        return _disposed.Task;
    }

    /// <summary>
    /// Waits, within a handler that stops its own session, until no handlers run here but those that wait for this as well: the end of
    /// the session in turn waits for them. Completes also when the session is over.
    /// </summary>
    public async Task WaitForOthersAsync(CancellationToken cancellationToken)
    {
        gate.Enter();
        _handlersThatStop++;
        var ended = (_othersEnded ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        CheckOthers();
        gate.Exit(Occasion.Now);
        try
        {
            await Task.WhenAny(ended, _completion.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Enter();
            _handlersThatStop--;
            gate.Exit(Occasion.Note);
        }
    }

    /// <summary>Looks whether handlers that stop the session are all that still run. Under the lock.</summary>
    public void CheckOthers()
    {
        if (_othersEnded is { } ended && core.Incoming.Count is > 0 and var count && count <= _handlersThatStop)
        {
            _othersEnded = null;
            ended.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        var end = core.End!;
        _closeBy = core.OrderlyEnd.CloseBy(clock.Now);
        _connected.TrySetException(new PeerException(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message, PeerCallFate.NotSent));

        // Nobody may be interested; the failure is in Completion, too.
        _ = _connected.Task.Exception;
        _completion.TrySetResult(end);
        await WaitAsync(() => clock.DisposeAsync().AsTask(), _closeBy).ConfigureAwait(false);
        var tellBy = _closeBy - core.OrderlyEnd.TimeToClose;
        await WaitAsync(_sender.RestAsync, tellBy).ConfigureAwait(false);
        if (!core.State.Options.LeaveChannelOpen)
        {
            if (core.OrderlyEnd.StoppedByPeer && end.Status == PeerStatus.Ok && !core.OrderlyEnd.IsPeerGone)
            {
                // The peer closes once it has read this side's last frame, which a close from here could throw away. A page that is gone closes nothing.
                await WaitAsync(() => _channel.Closed, Math.Min(tellBy, clock.Now + core.OrderlyEnd.TimeForLastWord)).ConfigureAwait(false);
                if (!_channel.Closed.IsCompleted)
                {
                    core.OrderlyEnd.IsPeerGone = true;
                    _closeBy = Math.Min(_closeBy, clock.Now + core.OrderlyEnd.TimeForLastWord);
                }
            }

            await CloseChannelAsync(core.OrderlyEnd.TimeToClose).ConfigureAwait(false);
        }

        for (var i = (Owned?.Count ?? 0) - 1; i >= 0; i--)
        {
            await WaitAsync(() => Owned![i].DisposeAsync().AsTask(), _closeBy).ConfigureAwait(false);
        }

        _released.TrySetResult();
    }

    /// <summary>A peer that reads nothing must not keep the channel, and whoever disposes the session, for ever: half of the time that is left is for what the channel does at once.</summary>
    private async Task CloseChannelAsync(long timeToClose)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeUntil(_closeBy - (timeToClose / 2)), core.State.Options.TimeProvider);
            await WaitAsync(() => _channel.CloseAsync(patience.Token).AsTask(), _closeBy).ConfigureAwait(false);

            // On a busy machine the wait may be over before the patience is; a close that is left alone is never one that waits for the peer.
            await patience.CancelAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The clock is the application's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("closing the channel of a session", e);
        }
    }

    private async Task RunDisposeAsync()
    {
        gate.Run(clock, static (core, clock) => core.Stop(clock.Now), Occasion.Now);
        await _released.Task.ConfigureAwait(false);
        if (!core.State.Options.LeaveChannelOpen)
        {
            await WaitAsync(() => _channel.DisposeAsync().AsTask(), _closeBy).ConfigureAwait(false);
        }

        _disposed.TrySetResult();
    }

    /// <summary>Waits for something of the channel's or the clock's, but not for longer than until <paramref name="time"/>; what it throws is told.</summary>
    private async Task WaitAsync(Func<Task> start, long time)
    {
        Task? task = null;
        try
        {
            task = start();
            if (!task.IsCompleted)
            {
                await task.WaitAsync(TimeUntil(time), core.State.Options.TimeProvider).ConfigureAwait(false);
            }

            await task.ConfigureAwait(false);
        }
        catch (TimeoutException) when (task is { IsCompleted: false })
        {
            _ = task.ContinueWith(
                static late => FailureTrace.Write("the end of a session", late.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
#pragma warning disable CA1031 // A channel may throw anything; the session lets go of it all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("the end of a session", e);
        }
    }

    private TimeSpan TimeUntil(long time) => TimeSpan.FromMicroseconds((double)Math.Max(0, time - clock.Now));
}
