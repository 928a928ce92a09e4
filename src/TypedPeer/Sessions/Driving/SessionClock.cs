using TypedPeer.Channels;
using TypedPeer.Sessions.Core;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// The session's clock and its one timer. Both are the application's: they are set outside of the session's lock, since a timer may
/// run inside of the call that sets it, and what they throw ends the session by name.
/// </summary>
internal sealed class SessionClock(SessionGate gate, SessionCore core, TimeProvider time, IPeerChannelLiveness? liveness) : IAsyncDisposable
{
    // Whole numbers where the frequency allows it, as those of all systems do: a timestamp may have more digits than a double.
    private readonly long _ticksPerMicrosecond = time.TimestampFrequency % 1_000_000 == 0 ? time.TimestampFrequency / 1_000_000 : 0;
    private readonly double _microsecondsPerTick = 1e6 / time.TimestampFrequency;
    private IPeerChannelLiveness? _liveness = liveness;
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private long _last;
    private bool _isArming;
    private Exception? _failure;

    /// <summary>Gets the monotonic time in microseconds.</summary>
    public long Now
    {
        get
        {
            try
            {
                var timestamp = time.GetTimestamp();
                return _last = _ticksPerMicrosecond != 0 ? timestamp / _ticksPerMicrosecond : (long)(timestamp * _microsecondsPerTick);
            }
#pragma warning disable CA1031 // The clock is the application's; it is asked under the lock and on threads that nobody watches.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _failure, e);
                return _last;
            }
        }
    }

    /// <summary>Gets what the clock threw, if it did.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>The session goes on over another channel.</summary>
    public void Use(IPeerChannelLiveness? liveness) => Volatile.Write(ref _liveness, liveness);

    /// <summary>Makes the timer.</summary>
    public void Start() =>
        _timer = time.CreateTimer(static state => ((SessionClock)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Takes the turn to set the timer, if nobody has it and the timer is set too late; then <see cref="Arm"/> has to follow. Under the lock.</summary>
    public bool TryBegin()
    {
        if (_isArming || core.NextDeadline >= _armedFor)
        {
            return false;
        }

        _isArming = true;
        return true;
    }

    /// <summary>Sets the timer, again if the deadline became earlier meanwhile.</summary>
    public void Arm()
    {
        while (true)
        {
            gate.Enter();
            var next = core.NextDeadline;
            _isArming = next < _armedFor;
            var goesOn = _isArming;
            if (goesOn)
            {
                _armedFor = next;
            }

            gate.Leave();
            if (!goesOn)
            {
                return;
            }

            try
            {
                // Whole milliseconds, rounded up: a timer that drops what is less would come too early, and again and again without end.
                _timer!.Change(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((next - Now) / 1e3), 0, 1e9)), Timeout.InfiniteTimeSpan);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _failure, e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is { } timer)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void OnTimer()
    {
        var failure = Listen(out var heardAt);
        gate.Run(
            (Clock: this, Now, HeardAt: heardAt, Failure: failure),
            static (core, args) =>
            {
                args.Clock._armedFor = long.MaxValue;
                if (args.Failure is { } failure)
                {
                    core.ChannelFailed(failure, args.Now);
                }

                core.KeepAlive.HeardByChannel(args.HeardAt);
                core.HandleDeadline(args.Now);
            },
            Occasion.Now);
    }

    /// <summary>Asks the channel when it heard of the peer, outside of the lock. Returns what it threw.</summary>
    public Exception? Listen(out long heardAt)
    {
        heardAt = long.MinValue;
        try
        {
            if (Volatile.Read(ref _liveness)?.SinceHeard is { } ago && ago >= TimeSpan.Zero)
            {
                heardAt = Now - (ago.Ticks / TimeSpan.TicksPerMicrosecond);
            }

            return null;
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }
}
