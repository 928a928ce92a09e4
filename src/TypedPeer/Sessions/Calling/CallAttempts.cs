using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>The attempts at one call, and how much time is left for them.</summary>
internal sealed class CallAttempts
{
    private readonly PeerRemote _remote;
    private readonly CallSettings _settings;
    private readonly PeerMethod _method;
    private readonly long _until;
    private int _made = 1;
    private bool _mayHaveExecuted;

    public CallAttempts(PeerRemote remote, CallSettings settings, PeerMethod method)
    {
        _remote = remote;
        _settings = settings;
        _method = method;
        Settings = settings.Once(settings.Timeout);
        var left = Math.Min(settings.Timeout == 0 ? long.MaxValue : settings.Timeout, PeerCallContext.Current?.MicrosecondsLeft ?? long.MaxValue);
        _until = left == long.MaxValue ? long.MaxValue : remote.Session.Now + left;
    }

    /// <summary>Gets what goes with the next attempt.</summary>
    public CallSettings Settings { get; private set; }

    /// <summary>An attempt failed. Returns when there is to be another one, after the wait before it; else throws the failure of the call.</summary>
    public async ValueTask GoOnAsync(PeerException failure, CancellationToken token, CancellationToken second = default)
    {
        _mayHaveExecuted |= failure.Fate == PeerCallFate.MayHaveExecuted;
        var delay = failure.InnerException is not null || _remote.Session.HasEnded
            ? null
            : _settings.Retry!.Next(_made, _method, failure.Status, failure.Fate, Random.Shared.NextDouble());
        if (delay is not { } wait || (_until != long.MaxValue && _remote.Session.Now + (wait.Ticks / TimeSpan.TicksPerMicrosecond) >= _until))
        {
            throw Last(failure);
        }

        await WaitAsync(wait, token, second).ConfigureAwait(false);
        _made++;
        if (_settings.Timeout != 0)
        {
            Settings = _settings.Once(Math.Max(1, _until - _remote.Session.Now));
        }
    }

    private async ValueTask WaitAsync(TimeSpan wait, CancellationToken token, CancellationToken second)
    {
        token.ThrowIfCancellationRequested();
        second.ThrowIfCancellationRequested();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, second);
        try
        {
            await Task.Delay(wait, _remote.Scope.Options.TimeProvider, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            token.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            throw;
        }
    }

    private PeerException Last(PeerException failure) => _mayHaveExecuted && failure.Fate == PeerCallFate.NotSent
        ? new(failure.Status, $"{failure.Message} An attempt before may have executed.", PeerCallFate.MayHaveExecuted, failure)
        : failure;
}
