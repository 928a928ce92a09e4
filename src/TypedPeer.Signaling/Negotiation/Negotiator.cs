using TypedPeer.DataChannels;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>Negotiates one connection over a signaling channel, for as long as the connection lives.</summary>
/// <remarks>
/// One turn at a time looks at the connection's state, acts on it and sends what follows: so a description leaves before its candidates, and nothing
/// of the peer's is taken in between. The next message is received when the one before was dealt with, so none waits here.
/// </remarks>
#pragma warning disable CA1001 // A semaphore and a token nobody takes a handle of need no disposing, and what waits for them may outlive the connection by a moment.
internal sealed class Negotiator
#pragma warning restore CA1001
{
    private readonly PeerConnection _connection;
    private readonly SignalingChannel _signaling;
    private readonly TimeProvider _time;
    private readonly PerfectNegotiation _rules;
    private readonly MessageBudget _budget;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Negotiator(PeerConnection connection, SignalingChannel signaling)
    {
        (_connection, _signaling) = (connection, signaling);
        _time = connection.GetConfiguration().TimeProvider;
        _rules = new PerfectNegotiation(signaling.DrawNumber());
        _budget = new MessageBudget(Now);
    }

    /// <summary>Gets a task that completes when the peer's first description is set.</summary>
    public Task Described => _described.Task;

    /// <summary>Gets a task that completes, always successfully, when no more messages are exchanged: with what failed, or null when the other side is gone or this one was stopped.</summary>
    public Task<Exception?> Ended => _ended.Task;

    private long Now => (long)_time.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>Begins. Everything after is told by <see cref="Described"/> and <see cref="Ended"/>.</summary>
    public void Start()
    {
        if (_signaling.Exchange is SignalingExchange.Trickle or SignalingExchange.TrickleAnswer)
        {
            _connection.IceCandidate += candidate => _ = RunAsync(() => InTurnAsync(() => TellAsync(candidate)));
            if (_signaling.Exchange == SignalingExchange.Trickle)
            {
                OfferWhenNeeded();
            }

            _ = RunToEndAsync(ReceiveAllAsync);
        }
        else
        {
            _ = RunToEndAsync(_signaling.Exchange == SignalingExchange.OfferOnce ? OfferOnceAsync : AnswerOnceAsync);
        }
    }

    /// <summary>Ends all of it.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        _ended.TrySetResult(null);
    }

    /// <summary>Runs what says all that is to be said; never fails.</summary>
    private async Task RunToEndAsync(Func<Task> run)
    {
        await RunAsync(run).ConfigureAwait(false);
        _ended.TrySetResult(null);
    }

    /// <summary>Never fails: that ends the exchange.</summary>
    private async Task RunAsync(Func<Task> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The application's functions, the peer's text: whatever it is, it ends this exchange and is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        _ended.TrySetResult(_stopping.IsCancellationRequested ? null : exception);
        _stopping.Cancel();
    }

    private async Task InTurnAsync(Func<Task> action)
    {
        await _turn.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void OfferWhenNeeded() => _connection.NegotiationNeeded += () => _ = RunAsync(() => InTurnAsync(OfferAsync));

    private async Task OfferAsync()
    {
        if (_connection.SignalingState == SignalingState.Stable)
        {
            await DescribeAsync().ConfigureAwait(false);
        }
    }

    private async Task DescribeAsync()
    {
        await _connection.SetLocalDescriptionAsync(null, _stopping.Token).ConfigureAwait(false);
        await SendAsync(SignalMessage.Write(_connection.LocalDescription!, _rules.TieBreaker)).ConfigureAwait(false);
    }

    /// <summary>Tells a candidate, or that there are no more of this session's.</summary>
    private async Task TellAsync(IceCandidateInit? candidate)
    {
        if ((candidate ?? EndOfCandidates.Of(_connection.LocalDescription)) is { } told)
        {
            await SendAsync(SignalMessage.Write(told)).ConfigureAwait(false);
        }
    }

    private ValueTask SendAsync(string message) => _signaling.SendAsync(message, _stopping.Token);

    private async Task ReceiveAllAsync()
    {
        while (await ReceiveAsync().ConfigureAwait(false) is { } message)
        {
            await InTurnAsync(() => TakeAsync(message)).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next message, and meanwhile for the time to give way.</summary>
    private async Task<SignalMessage?> ReceiveAsync()
    {
        var receiving = _signaling.ReceiveAsync(_stopping.Token).AsTask();
        while (_rules.NextDeadline != long.MaxValue && !receiving.IsCompleted)
        {
            try
            {
                await receiving.WaitAsync(TimeSpan.FromMicroseconds(Math.Max(0, _rules.NextDeadline - Now)), _time, _stopping.Token).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!receiving.IsCompleted)
            {
                await InTurnAsync(GiveWayAsync).ConfigureAwait(false);
            }
        }

        return await receiving.ConfigureAwait(false) is not { } text ? null
            : _budget.TryTake(Now) ? SignalMessage.Parse(text)
            : throw new FormatException("The peer sends more messages than an exchange needs.");
    }

    private async Task TakeAsync(SignalMessage message)
    {
        if (message.IsCandidate)
        {
            await _connection.AddIceCandidateAsync(message.Candidate, _stopping.Token).ConfigureAwait(false);
        }
        else if (message.Description is { } description)
        {
            await TakeAsync(description, _rules.OnDescription(description, message.TieBreaker, _connection.SignalingState, Now)).ConfigureAwait(false);
        }
    }

    private async Task GiveWayAsync()
    {
        if (_rules.TryGiveWay(_connection.SignalingState, Now, out var offer))
        {
            await TakeAsync(offer, NegotiationStep.Answer).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(SessionDescription description, NegotiationStep step)
    {
        if (step == NegotiationStep.Ignore)
        {
            return;
        }

        await _connection.SetRemoteDescriptionAsync(description, _stopping.Token).ConfigureAwait(false);
        if (step == NegotiationStep.Answer)
        {
            await DescribeAsync().ConfigureAwait(false);
        }

        if (_described.TrySetResult() && _signaling.Exchange == SignalingExchange.TrickleAnswer)
        {
            OfferWhenNeeded();
        }
    }

    private async Task OfferOnceAsync()
    {
        await DescribeWholeAsync().ConfigureAwait(false);
        await TakeOnceAsync().ConfigureAwait(false);
    }

    private async Task AnswerOnceAsync()
    {
        if (await TakeOnceAsync().ConfigureAwait(false))
        {
            await DescribeWholeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Shows a description with every candidate in it, since nothing can be added once it is handed over.</summary>
    private async Task DescribeWholeAsync()
    {
        await _connection.SetLocalDescriptionAsync(null, _stopping.Token).ConfigureAwait(false);
        await _connection.GatheringCompleted.WaitAsync(_stopping.Token).ConfigureAwait(false);
        await SendAsync(SignalMessage.Write(_connection.LocalDescription!)).ConfigureAwait(false);
    }

    private async Task<bool> TakeOnceAsync()
    {
        if (await ReceiveAsync().ConfigureAwait(false) is not { Description: { } description })
        {
            return false;
        }

        await _connection.SetRemoteDescriptionAsync(description, _stopping.Token).ConfigureAwait(false);
        _described.TrySetResult();
        return true;
    }
}
