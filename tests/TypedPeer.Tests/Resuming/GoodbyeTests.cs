using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

/// <summary>A peer that says goodbye and is gone, as the page is whose tab is closed: nothing more comes of it, with a close of its channel or without.</summary>
public class GoodbyeTests
{
    private const long Second = 1_000_000;

    private static PeerSessionOptions Options => new() { ResumeTimeout = TimeSpan.FromSeconds(30), StopTimeout = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_says_goodbye_with_nothing_under_way_and_is_gone_is_waited_for_a_second_and_has_ended_the_session_in_order(bool isClosed)
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Start, pair.Now));
        pair.Play(0, new(CoreStepKind.Answer, pair.Now));
        pair.Settle();

        SayGoodbye(pair, isClosed);
        var core = pair.Players[1].Core;
        Assert.Equal((false, isClosed), (core.HasEnded, core.IsSuspended));

        PassTime(pair, Second - 1);
        Assert.False(core.HasEnded);
        PassTime(pair, 1);

        Assert.Equal((PeerSessionEndKind.StoppedByPeer, PeerStatus.Ok, 0), (core.End!.Kind, core.End.Status, core.End.OneWayCallsUnacknowledged));
        Assert.True(core.OrderlyEnd.IsPeerGone);
        Assert.Equal(0, core.State.UnknownOutcomes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_way_calls_that_cross_the_goodbye_of_a_peer_that_is_gone_are_counted(bool isClosed)
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Stop, pair.Now));
        pair.Play(1, new(CoreStepKind.OneWay, pair.Now, 0, [1]));
        pair.Play(1, new(CoreStepKind.OneWay, pair.Now, 0, new byte[100_000]));

        SayGoodbye(pair, isClosed);
        PassTime(pair, Second);

        var core = pair.Players[1].Core;
        Assert.Equal((PeerSessionEndKind.StoppedByPeer, PeerStatus.Ok, 2), (core.End!.Kind, core.End.Status, core.End.OneWayCallsUnacknowledged));
        Assert.Equal(2, core.State.UnknownOutcomes);
    }

    [Fact]
    public void A_peer_that_says_goodbye_amid_calls_and_loses_its_channel_is_waited_for_as_long_as_stopping_may_take()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Settle();

        SayGoodbye(pair, isClosed: true);
        PassTime(pair, (10 * Second) - 1);
        Assert.False(pair.Players[1].Core.HasEnded);
        PassTime(pair, 1);

        Assert.Equal(PeerSessionEndKind.ConnectionLost, pair.Players[1].Core.End!.Kind);
        Assert.Equal(PeerCallFate.MayHaveExecuted, pair.Players[1].Calls.Single().Fate);
    }

    [Fact]
    public void A_peer_that_says_goodbye_over_a_path_that_breaks_comes_back_and_finishes()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, [1]));
        SayGoodbye(pair, isClosed: true);
        pair.Settle();
        PassTime(pair, Second / 2);

        var line = pair.Connect(64 * 1024, 64 * 1024);
        pair.Attempt(0, line);
        pair.Attempt(1, line);
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Start, pair.Now));
        pair.Play(1, new(CoreStepKind.Answer, pair.Now));
        pair.Settle();

        Assert.Equal([PeerSessionEndKind.Stopped, PeerSessionEndKind.StoppedByPeer], pair.Players.Select(static player => player.Core.End!.Kind));
        Assert.All(pair.Players, static player => Assert.False(player.Core.OrderlyEnd.IsPeerGone));
    }

    [Fact]
    public void A_goodbye_and_the_word_that_nothing_is_left_leave_together()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        var before = pair.Players[0].Messages.Count;

        pair.Play(0, new(CoreStepKind.Stop, pair.Now));

        // A page that goes gets no answer any more.
        var message = pair.Players[0].Messages.Skip(before).Single(static message => message[0] < 0x80);
        Assert.Equal(0x05, message[0]);
        Assert.Equal([0x06, 0x00], message[(message[1] + 2)..]);
    }

    /// <summary>The first says goodbye, and the second gets that, and nothing else from then on.</summary>
    private static void SayGoodbye(ResumePair pair, bool isClosed)
    {
        pair.Play(0, new(CoreStepKind.Stop, pair.Now));
        var line = pair.Lines[0];
        while (pair.Deliver(1, line))
        {
        }

        if (isClosed)
        {
            line.Cut(static _ => 0);
            pair.Deliver(1, line);
        }
    }

    private static void PassTime(ResumePair pair, long time)
    {
        // The clock of a session is looked at before it is waited for.
        pair.Play(1, new(CoreStepKind.Time, pair.Now));
        pair.Now += time;
        pair.Play(1, new(CoreStepKind.Time, pair.Now));
    }
}
