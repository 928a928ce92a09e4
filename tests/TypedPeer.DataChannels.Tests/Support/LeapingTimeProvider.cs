using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>A clock that goes at the usual pace, so that real sockets work with it, until a test lets it leap.</summary>
internal sealed class LeapingTimeProvider : TimeProvider, IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Lock _gate = new();
    private readonly Timer _pace;
    private long _last = Stopwatch.GetTimestamp();

    public LeapingTimeProvider() => _pace = new Timer(_ => Move(TimeSpan.Zero), null, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>Lets time pass at once, stopping at every timer on the way.</summary>
    public void Leap(TimeSpan time) => Move(time);

    public void Dispose() => _pace.Dispose();

    private void Move(TimeSpan leap)
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var passed = Stopwatch.GetElapsedTime(_last, now);
            _last = now;
            _clock.Advance(passed + leap);
        }
    }
}
