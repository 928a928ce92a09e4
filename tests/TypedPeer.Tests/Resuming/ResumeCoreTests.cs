using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;
using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

/// <summary>Two cores whose channel is cut and replaced.</summary>
public class ResumeCoreTests
{
    private static PeerSessionOptions Options => new() { ResumeTimeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public void A_call_under_way_ends_with_its_answer_over_another_channel()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [1, 2, 3]));
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Start, pair.Now));
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();
        Assert.True(pair.Players[0].Core.IsSuspended);
        Assert.True(pair.Players[1].Core.IsSuspended);
        pair.Play(1, new(CoreStepKind.Answer, pair.Now));
        Assert.Equal(0, pair.Players[0].Calls[0].Ends);

        var line = pair.Connect(64 * 1024, 64 * 1024);
        pair.Attempt(0, line);
        pair.Attempt(1, line);
        pair.Settle();

        Assert.Equal([1, 1], pair.Resumed);
        Assert.Equal((1, PeerStatus.Ok), (pair.Players[0].Calls[0].Ends, pair.Players[0].Calls[0].Status));
        Assert.Equal([1UL], pair.Players[1].Started);
    }

    [Fact]
    public void A_call_whose_message_was_lost_is_sent_again_cut_for_a_channel_that_takes_less()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, pair.Bytes(40_000)));
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, pair.Bytes(9_000)));
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();

        var line = pair.Connect(1200, 4000);
        pair.Attempt(0, line);
        pair.Attempt(1, line);
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Start, pair.Now));
        pair.Play(1, new(CoreStepKind.Answer, pair.Now));
        pair.Settle();

        Assert.Equal([1UL, 2UL], pair.Players[1].Started.Order());
        pair.Play(1, new(CoreStepKind.Answer, pair.Now));
        pair.Settle();
        Assert.Equal((1, PeerStatus.Ok), (pair.Players[0].Calls[0].Ends, pair.Players[0].Calls[0].Status));
    }

    [Fact]
    public void A_session_that_gets_no_other_channel_in_time_ends_as_its_loss()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [2]));
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, [3]));
        pair.Now += 29_999_999;
        pair.Play(0, new(CoreStepKind.Time, pair.Now));
        Assert.False(pair.Players[0].Core.HasEnded);
        Assert.Equal(pair.Now + 1, pair.Players[0].Core.NextDeadline);

        pair.Now++;
        pair.Play(0, new(CoreStepKind.Time, pair.Now));

        Assert.Equal((PeerSessionEndKind.ConnectionLost, "The channel closed: cut The session was not resumed: no other channel came in time."), (pair.Players[0].Core.End!.Kind, pair.Players[0].Core.End!.Message));
        Assert.Equal([PeerCallFate.MayHaveExecuted, PeerCallFate.NotSent], pair.Players[0].Calls.Take(2).Select(static call => call.Fate));
        Assert.Equal(2, pair.Players[0].Core.State.UnknownOutcomes);
    }

    [Fact]
    public void A_peer_that_says_goodbye_because_it_heard_nothing_has_lost_the_session_and_not_ended_it()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Settle();

        // As a side does that cannot resume yet.
        pair.Enter(0, static player => player.Core.Abort(SessionEnds.Lost("The peer stopped answering."), "no answer to a ping came"));
        pair.Settle();
        Assert.Equal((PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost), (pair.Players[1].Core.End!.Kind, pair.Players[1].Core.End!.Status));
    }

    [Fact]
    public void A_peer_that_suspends_says_so_and_is_waited_for_as_long_as_both_wait()
    {
        var impatient = Options;
        impatient.ResumeTimeout = TimeSpan.FromSeconds(20);
        foreach (var (own, peers) in new[] { (Options, impatient), (impatient, Options) })
        {
            var pair = new ResumePair(new(1), [own, peers], 64 * 1024);
            pair.Settle();
            pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [1, 2, 3]));
            pair.Enter(0, static player => Assert.True(player.Core.Resumption!.TrySuspend()));
            pair.Settle();

            var other = pair.Players[1].Core;
            Assert.True(other.Resumption!.IsSuspendedByPeer);
            Assert.Equal(pair.Now + 20_000_000, other.NextDeadline);

            // Its driver closes the channel.
            pair.Lines[0].Cut(static _ => 0);
            pair.Settle();
            Assert.True(pair.Players[0].Core.IsSuspended);
            Assert.False(pair.Players[0].Core.Resumption!.IsSuspendedByPeer);

            var line = pair.Connect(64 * 1024, 64 * 1024);
            pair.Attempt(0, line);
            pair.Attempt(1, line);
            pair.Settle();
            Assert.False(other.Resumption!.IsSuspendedByPeer);
            pair.Play(1, new(CoreStepKind.Start, pair.Now));
            pair.Play(1, new(CoreStepKind.Answer, pair.Now));
            pair.Settle();
            Assert.Equal((1, PeerStatus.Ok), (pair.Players[0].Calls[0].Ends, pair.Players[0].Calls[0].Status));

            // A loss of that channel is a loss again.
            line.Cut(static _ => 0);
            pair.Settle();
            Assert.False(other.Resumption!.IsSuspendedByPeer);
            Assert.Equal(pair.Now + (peers.ResumeTimeout!.Value.Ticks / 10), other.NextDeadline);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_a_peer_that_knows_the_frame_is_told_of_a_suspend(bool isTold)
    {
        var player = new CorePlayer(Options, new byte[SessionKey.Size]);
        player.Play(new(CoreStepKind.Open, 1, 64 * 1024));
        var hello = Convert.FromHexString("011354505001018080800280088080408080100003");
        hello[^1] = (byte)(PeerFeatures.Own | PeerFeatures.Resume | (isTold ? PeerFeatures.Suspend : 0));
        player.Play(new(CoreStepKind.Message, 1, 0, hello));
        player.Play(new(CoreStepKind.Message, 1, 0, ResumeFrames.Key(Enumerable.Repeat((byte)1, SessionKey.Size).ToArray())));
        var before = player.Messages.Count;
        player.Enter(() => Assert.Equal(isTold, player.Core.Resumption!.TrySuspend()));
        Assert.Equal(isTold ? ["8803B0EA01"] : [], player.Messages.Skip(before).Select(Convert.ToHexString));
    }

    [Fact]
    public void A_deadline_runs_while_there_is_no_channel()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 5_000_000, [1]));
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();
        pair.Now += 5_000_000;
        pair.Play(0, new(CoreStepKind.Time, pair.Now));
        Assert.Equal((1, PeerStatus.DeadlineExceeded), (pair.Players[0].Calls[0].Ends, pair.Players[0].Calls[0].Status));
        Assert.True(pair.Players[0].Core.IsSuspended);
    }

    [Fact]
    public void What_is_kept_is_bounded_and_senders_wait_until_it_is_acknowledged()
    {
        var options = Options;
        options.ResumeBufferBytes = 256 * 1024;
        var pair = new ResumePair(new(1), [options, options], 64 * 1024);
        pair.Settle();
        for (var i = 0; i < 60; i++)
        {
            pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, pair.Bytes(15_000)));
        }

        var delivery = pair.Players[0].Core.State.Delivery!;
        Assert.InRange(delivery.Held, 256 * 1024, 352 * 1024);
        Assert.False(pair.Players[0].Core.HasOutput);
        pair.Settle();
        Assert.InRange(delivery.Held, 0, 80 * 1024);
        Assert.Equal(60UL, pair.Players[1].Core.Incoming.LastId);
    }

    [Fact]
    public void A_peer_that_acknowledges_nothing_of_what_it_brings_about_is_named()
    {
        var options = Options;
        options.ResumeBufferBytes = 256 * 1024;
        var pair = new ResumePair(new(1), [options, options], 64 * 1024);
        pair.Settle();
        var player = pair.Players[0];
        for (ulong id = 1; !player.Core.HasEnded; id += 2000)
        {
            var calls = new FrameQueue();
            for (ulong i = 0; i < 2000; i++)
            {
                Frames.Call(calls, id + i, CallFlags.OneWay | CallFlags.Latest, 0x1234, [], [], []);
            }

            player.Play(new(CoreStepKind.Message, pair.Now, 0, calls.Waiting.ToArray()));
            Assert.InRange(player.Core.State.Delivery!.Held, 0, (256 * 1024) + (1024 * 1024) + (64 * 1024));
        }

        Assert.Equal("The peer broke the protocol: the peer takes messages and acknowledges none.", player.Core.End!.Message);
        Assert.Equal(0, player.Core.State.Delivery!.Held);
    }

    [Fact]
    public void An_idle_session_acknowledges_nothing()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Start, pair.Now));
        pair.Play(1, new(CoreStepKind.Answer, pair.Now));
        pair.Settle();
        Assert.Equal(1, pair.Players[0].Calls[0].Ends);
        Assert.All(pair.Players, static player => Assert.False(player.Core.HasOutput));
        Assert.All(pair.Players, static player => Assert.InRange(player.Core.State.Delivery!.Held, 1, 16 * 1024));
    }

    [Fact]
    public void A_session_that_only_one_side_would_resume_is_as_it_always_was()
    {
        var (plain, resuming) = (new CorePlayer(new()), new CorePlayer(Options, new byte[32]));
        plain.Play(new(CoreStepKind.Open, 1, 1200));
        resuming.Play(new(CoreStepKind.Open, 1, 1200));
        plain.Play(new(CoreStepKind.Message, 1, 0, resuming.Messages[0]));
        resuming.Play(new(CoreStepKind.Message, 1, 0, plain.Messages[0]));
        resuming.Play(new(CoreStepKind.Unary, 1, 0, [1]));
        Assert.DoesNotContain(resuming.Messages.SelectMany(Hostile.Wire.Frames), static frame => frame.Type >= 0x80);
        Assert.Equal(0, resuming.Core.State.Delivery!.Held);
        resuming.Enter(() => resuming.Core.ChannelClosed(new(Channels.PeerChannelCloseKind.ConnectionLost, "cut"), 2));
        Assert.True(resuming.Core.HasEnded);
    }
}
