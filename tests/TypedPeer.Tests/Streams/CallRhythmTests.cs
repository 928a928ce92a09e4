using TypedPeer.Sessions.Streams;

namespace TypedPeer.Tests.Streams;

/// <summary>Whether another call is to be expected, by how the last ones came.</summary>
public class CallRhythmTests
{
    private const long Millisecond = 1000;
    private const long Soon = 20 * Millisecond;

    private readonly CallRhythm _rhythm = new();
    private long _now = 1_000_000_000;

    [Fact]
    public void Before_the_first_call_none_is_expected() => Assert.False(_rhythm.IsCalling(_now));

    [Fact]
    public void After_a_quick_burst_calls_are_over_soon()
    {
        Call(times: 1000, interval: 100);
        ExpectsFor(Soon);
    }

    [Fact]
    public void After_a_single_call_calls_are_over_soon()
    {
        Call(times: 1, interval: 0);
        ExpectsFor(Soon);
    }

    [Theory]
    [InlineData(10 * Millisecond)]
    [InlineData(30 * Millisecond)]
    public void Calls_are_expected_for_eight_of_their_intervals(long interval)
    {
        Call(times: 200, interval);
        ExpectsFor(8 * interval);
    }

    [Theory]
    [InlineData(50 * Millisecond)]
    [InlineData(240 * Millisecond)]
    public void Calls_that_come_every_now_and_then_are_expected_for_a_quarter_of_a_second(long interval)
    {
        Call(times: 100, interval);
        ExpectsFor(250 * Millisecond);
    }

    [Fact]
    public void Calls_that_come_later_than_anything_is_kept_free_for_them_are_not_expected()
    {
        Call(times: 100, interval: 1000 * Millisecond);
        ExpectsFor(Soon);
    }

    [Fact]
    public void A_long_pause_between_bursts_says_nothing_about_the_next_burst()
    {
        for (var burst = 0; burst < 10; burst++)
        {
            Call(times: 20, interval: 1 * Millisecond);
            _now += 2000 * Millisecond;
        }

        Call(times: 2, interval: 1 * Millisecond);
        ExpectsFor(Soon);
    }

    [Fact]
    public void A_burst_that_grows_quick_is_followed_at_once()
    {
        Call(times: 100, interval: 100 * Millisecond);
        Call(times: 50, interval: 100);
        ExpectsFor(Soon);
    }

    [Fact]
    public void Calls_that_come_together_are_one()
    {
        for (var i = 0; i < 200; i++)
        {
            _now += 30 * Millisecond;
            for (var call = 0; call < 10; call++)
            {
                _rhythm.OnCall();
            }

            _rhythm.Note(_now);
        }

        ExpectsFor(240 * Millisecond);
    }

    [Fact]
    public void A_gap_counts_at_once_and_is_forgotten_within_a_few_calls()
    {
        Call(times: 100, interval: 100);
        Call(times: 1, interval: 20 * Millisecond);
        ExpectsFor(160 * Millisecond);
        Call(times: 20, interval: 100);
        ExpectsFor(Soon);
    }

    private void Call(int times, long interval)
    {
        for (var i = 0; i < times; i++)
        {
            _now += interval;
            _rhythm.OnCall();
            _rhythm.Note(_now);
        }
    }

    private void ExpectsFor(long time)
    {
        Assert.True(_rhythm.IsCalling(_now + time));
        Assert.False(_rhythm.IsCalling(_now + time + 1));
    }
}
