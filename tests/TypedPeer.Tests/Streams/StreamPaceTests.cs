using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Driving;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Model;

namespace TypedPeer.Tests.Streams;

/// <summary>How much of a stream is on its way, by the path and by who else uses it.</summary>
public class StreamPaceTests
{
    private const long Microsecond = 1;
    private const long Millisecond = 1000 * Microsecond;
    private const long Chunk = 16 * 1024;
    private const long Morsel = 4 * 1024;
    private const double Rate = 500e6;

    private readonly ScheduledExecutor _executor = new(new Random(1));
    private readonly ManualTimeProvider _time = new();
    private SessionEngine? _engine;
    private ModelChannel? _second;

    [Theory]
    [InlineData(40 * Microsecond, Morsel)]
    [InlineData(100 * Microsecond, Morsel)]
    [InlineData(101 * Microsecond, Chunk)]
    [InlineData(250 * Microsecond, Chunk)]
    public void On_a_short_path_a_chunk_or_less_is_on_its_way_while_calls_are_made(long roundTrip, long limit)
    {
        var core = Connect(roundTrip);
        Assert.Equal(2 * 1024 * 1024, core.Pace.Limit(Rate, Now));
        core.Pace.OnCall();
        Assert.Equal(limit, core.Pace.Limit(Rate, Now));
        Pass(240 * Millisecond);
        Assert.Equal(limit, core.Pace.Limit(Rate, Now));
        Pass(20 * Millisecond);
        Assert.Equal(2 * 1024 * 1024, core.Pace.Limit(Rate, Now));
    }

    [Theory]
    [InlineData(300 * Microsecond, 300_000)]
    [InlineData(20 * Millisecond, 20_000_000)]
    public void On_a_longer_path_twice_what_it_holds_is_on_its_way_whoever_calls(long roundTrip, long limit)
    {
        var core = Connect(roundTrip);
        core.Pace.OnCall();
        Assert.Equal(limit, core.Pace.Limit(Rate, Now));
    }

    [Fact]
    public void A_round_trip_measured_when_the_session_was_new_is_measured_again_after_a_second()
    {
        var core = Connect(20 * Millisecond);
        Assert.Equal(20_000_000, core.Pace.Limit(Rate, Now));
        Pass(900 * Millisecond);
        Assert.Equal(20_000_000, core.Pace.Limit(Rate, Now));
        Pass(200 * Millisecond);

        // What is on its way arrives first; then PING travels over the empty path, here in no time.
        Assert.Equal(Chunk, core.Pace.Limit(Rate, Now));
        Pass(core.RoundTrip + 1);
        Locked(() => Assert.Equal(Chunk, core.Pace.Limit(Rate, Now)));
        Assert.Equal(2 * 1024 * 1024, core.Pace.Limit(Rate, Now));
        Assert.Equal(1, core.KeepAlive.LowestRoundTrip);
    }

    [Theory]
    [InlineData(2, Morsel)]
    [InlineData(4, Chunk)]
    public void A_short_path_counts_as_longer_when_it_was_measured_so_four_times(int late, long limit)
    {
        var core = Connect(40 * Microsecond);
        core.Pace.OnCall();
        core.Pace.Limit(Rate, Now);
        Pass(1100 * Millisecond);

        // Its round trip is found to be old, what is on its way arrives, and then it is measured.
        core.Pace.OnCall();
        core.Pace.Limit(Rate, Now);
        for (var i = 0; i < 4; i++)
        {
            _second!.Stall(i < late);
            Pass(core.RoundTrip + 1);
            Locked(() => core.Pace.Limit(Rate, Now));
            Pass(200 * Microsecond);
            _second.Stall(false);
            _executor.RunAll();
        }

        core.Pace.OnCall();
        Assert.Equal(limit, core.Pace.Limit(Rate, Now));
    }

    private long Now => _time.GetTimestamp() * 1_000_000 / _time.TimestampFrequency;

    /// <summary>Connects two sessions and has one measure the round trip anew.</summary>
    private SessionCore Connect(long roundTrip)
    {
        var (first, second) = (new ModelChannel(_executor), new ModelChannel(_executor));
        _second = second;
        ModelChannel.Join(first, second);
        var session = PeerSession.Start(first, null, new() { TimeProvider = _time }, _executor);
        PeerSession.Start(second, null, new() { TimeProvider = _time }, _executor);
        _executor.RunAll();
        _engine = session.Engine;
        var core = _engine.Core;
        second.Stall(true);
        Locked(() => Assert.True(core.KeepAlive.TryRenewLowest(Now)));
        Pass(roundTrip);
        second.Stall(false);
        _executor.RunAll();
        Assert.Equal(roundTrip, core.KeepAlive.LowestRoundTrip);
        return core;
    }

    /// <summary>What comes up is sent, as after everything that happens to a session.</summary>
    private void Locked(Action action)
    {
        _engine!.Enter();
        action();
        _engine.Exit(eager: true);
        _executor.RunAll();
    }

    private void Pass(long microseconds)
    {
        _executor.RunAll();
        _time.Advance(TimeSpan.FromMicroseconds(microseconds));
    }
}
