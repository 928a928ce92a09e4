namespace TypedPeer.Transfers.Tests.Support;

/// <summary>A clock that is a fifth of a second later each time it is asked, so that every step is reported.</summary>
internal sealed class TickingTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerSecond / 5);
}
