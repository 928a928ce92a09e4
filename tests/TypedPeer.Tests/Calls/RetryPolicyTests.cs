using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calling;

namespace TypedPeer.Tests.Calls;

public class RetryPolicyTests
{
    private static readonly PeerMethod Once = new("C", "M()", 1, 2, PeerMethodKind.Unary);
    private static readonly PeerMethod Again = new("C", "M()", 1, 2, PeerMethodKind.Unary) { IsIdempotent = true };
    private static readonly PeerMethod Upload = new("C", "M()", 1, 2, PeerMethodKind.Unary, streams: 1) { IsIdempotent = true };

    [Theory]
    [InlineData(PeerCallFate.NotSent, true, true)]
    [InlineData(PeerCallFate.MayHaveExecuted, false, true)]
    [InlineData(PeerCallFate.Answered, false, true)]
    public void Only_what_was_not_sent_is_made_again_unless_the_method_is_idempotent(PeerCallFate fate, bool once, bool again)
    {
        var policy = new RetryPolicy(new());
        Assert.Equal(once, policy.Next(1, Once, PeerStatus.Unavailable, fate, 0) is not null);
        Assert.Equal(again, policy.Next(1, Again, PeerStatus.Unavailable, fate, 0) is not null);
        Assert.Null(policy.Next(1, Upload, PeerStatus.Unavailable, fate, 0));
    }

    [Fact]
    public void The_wait_doubles_up_to_its_bound_and_up_to_half_of_it_is_taken_off()
    {
        var policy = new RetryPolicy(new() { MaxAttempts = 1000, Backoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromMilliseconds(350) });
        double[] longest = [100, 200, 350, 350];
        for (var i = 0; i < longest.Length; i++)
        {
            Assert.Equal(longest[i], Next(i + 1, 0));
            Assert.Equal(longest[i] / 2, Next(i + 1, 1), 3);
        }

        Assert.Equal(350, Next(999, 0));
        Assert.Null(policy.Next(1000, Again, PeerStatus.Unavailable, PeerCallFate.NotSent, 0));

        double Next(int attempts, double chance) => policy.Next(attempts, Again, PeerStatus.Unavailable, PeerCallFate.NotSent, chance)!.Value.TotalMilliseconds;
    }

    [Fact]
    public void Only_the_statuses_that_were_named_are_made_again()
    {
        var policy = new RetryPolicy(new() { Statuses = [PeerStatus.NotFound] });
        Assert.NotNull(policy.Next(1, Again, PeerStatus.NotFound, PeerCallFate.Answered, 0));
        Assert.Null(policy.Next(1, Again, PeerStatus.Unavailable, PeerCallFate.NotSent, 0));
    }

    [Fact]
    public void Options_that_are_impossible_are_named()
    {
        foreach (var (name, options) in new (string, PeerRetryOptions)[]
        {
            ("MaxAttempts", new() { MaxAttempts = 0 }),
            ("Backoff", new() { Backoff = TimeSpan.FromTicks(-1) }),
            ("MaxBackoff", new() { MaxBackoff = TimeSpan.Zero }),
            ("MaxBackoff", new() { MaxBackoff = TimeSpan.FromDays(2) }),
            ("Statuses", new() { Statuses = null! }),
        })
        {
            Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => new RetryPolicy(options)).ParamName);
        }
    }
}
