using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Tests;

/// <summary>How long a link waits between attempts, and when it gives up.</summary>
public sealed class BackoffTests
{
    [Fact]
    public void Delays_double_up_to_the_longest_and_each_is_drawn_from_its_upper_half()
    {
        var options = new PeerLinkOptions
        {
            MinReconnectDelay = TimeSpan.FromSeconds(1),
            MaxReconnectDelay = TimeSpan.FromSeconds(5),
            MaxReconnectAttempts = 6,
            Random = new Random(7),
        };
        double[] most = [1, 2, 4, 5, 5, 5];
        var backoff = new Backoff(options);
        foreach (var seconds in most)
        {
            Assert.True(backoff.TryNext(TimeSpan.Zero, out var delay));
            Assert.InRange(delay.TotalSeconds, seconds / 2, seconds);
        }

        Assert.False(backoff.TryNext(TimeSpan.Zero, out _));
        Assert.Equal(6, backoff.Attempts);
    }

    [Fact]
    public void The_same_seed_gives_the_same_delays_and_another_gives_others()
    {
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));

        static List<TimeSpan> Draw(int seed)
        {
            var backoff = new Backoff(new PeerLinkOptions { Random = new Random(seed) });
            var delays = new List<TimeSpan>();
            while (backoff.TryNext(TimeSpan.Zero, out var delay))
            {
                delays.Add(delay);
            }

            return delays;
        }
    }

    [Fact]
    public void No_attempt_begins_after_the_time_is_over()
    {
        var backoff = new Backoff(new PeerLinkOptions { ReconnectTimeout = TimeSpan.FromSeconds(10), Random = new Random(1) });
        Assert.True(backoff.TryNext(TimeSpan.FromSeconds(9), out _));
        Assert.False(backoff.TryNext(TimeSpan.FromSeconds(9.9), out _));
        Assert.False(backoff.TryNext(TimeSpan.FromSeconds(11), out _));
        Assert.Equal(1, backoff.Attempts);
    }

    [Fact]
    public void Without_attempts_there_is_none() => Assert.False(new Backoff(new PeerLinkOptions { MaxReconnectAttempts = 0 }).TryNext(TimeSpan.Zero, out _));

    [Fact]
    public void With_the_defaults_attempts_that_fail_at_once_last_as_long_as_the_time_does_within_a_half()
    {
        var options = new PeerLinkOptions { Random = new Random(3) };
        var backoff = new Backoff(options);
        var now = TimeSpan.Zero;
        while (backoff.TryNext(now, out var delay))
        {
            now += delay;
        }

        Assert.InRange(now, options.ReconnectTimeout / 2, options.ReconnectTimeout);
        Assert.Equal(options.MaxReconnectAttempts, backoff.Attempts);
    }
}
