using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Core;
using TypedPeer.Tests.Delivery;
using TypedPeer.Tests.Groups;

namespace TypedPeer.Tests.Resuming;

/// <summary>Every kind of call, and what goes with it, over a change of the channel; and what becomes of it where there is none.</summary>
public class ResumeKindsTests
{
    private static PeerSessionOptions Options => new() { ResumeTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task A_cancellation_made_without_a_channel_reaches_the_handler_over_the_next()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        using var enough = new CancellationTokenSource();
        var wait = pair.Remote.WaitAsync(enough.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await ResumedSessions.CutAsync(pair.First, pair.Second);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.Soon());
        Assert.False(pair.SecondService.Cancelled.Task.IsCompleted);
        await ResumedSessions.GoOnAsync(pair.First, pair.Second);
        await pair.SecondService.Cancelled.Task.Soon();
    }

    [Fact]
    public async Task Objects_by_reference_and_progress_go_on_and_fail_by_name_when_the_session_does_not()
    {
        var service = new ReferenceService();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first, null, Options);
        await using var server = PeerSession.Start(second, peer => peer.Serve<IReferenceContract>(service), Options);
        var remote = caller.GetRemote<IReferenceContract>();
        var account = await remote.OpenAsync("ada").Soon();
        await ResumedSessions.CutAsync(caller, server);
        var sum = account.AddAsync(5).AsTask();
        var reports = new ConcurrentQueue<int>();
        var work = remote.WorkAsync(50, new Reporter(reports)).AsTask();
        var other = remote.OpenAsync("bob").AsTask();
        await ResumedSessions.GoOnAsync(caller, server, 1200);
        Assert.Equal(5, await sum.Soon());
        Assert.Equal(50, await work.Soon());
        Assert.Equal(Enumerable.Range(1, 50), reports);
        Assert.True(await remote.IsMineAsync(await other.Soon()).Soon());
        Assert.Equal("ada", await account.OwnerAsync().Soon());
        Assert.Equal(2, caller.GetStatistics().ReferencesHeld);

        await ResumedSessions.CutAsync(caller, server);
        caller.GiveUp("nobody comes");
        await caller.Completion.Soon();
        var gone = await Assert.ThrowsAsync<PeerException>(() => account.OwnerAsync().Soon());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.NotSent), (gone.Status, gone.Fate));
        Assert.Contains("IAccount.OwnerAsync", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_of_a_group_stays_one_and_hears_what_was_sent_meanwhile()
    {
        await using var group = new GroupFixture(2, senderOptions: Options, memberOptions: Options);
        await Task.WhenAll(group.Sessions.Select(static session => session.Connected)).Soon();
        await ResumedSessions.CutAsync(group.Sessions[0], group.Peers[0]);
        await group.Group.All.ToldAsync("while away").Soon();
        await ResumedSessions.GoOnAsync(group.Sessions[0], group.Peers[0]);
        await group.Group.All.ToldAsync("back").Soon();
        foreach (var service in group.Services)
        {
            Assert.Equal(("while away", "back"), (await service.NextAsync(), await service.NextAsync()));
        }

        Assert.Empty(group.Failures);
    }

    [Fact]
    public async Task Of_calls_of_which_the_newest_counts_the_newest_arrives()
    {
        var options = Options;
        await using var pair = new DeliveryPair(options, options);
        await pair.Caller.Connected.Soon();
        await pair.Remote.StateAsync(1).Soon();
        await ResumedSessions.CutAsync(pair.Caller, pair.Receiver);
        for (var i = 2; i <= 100; i++)
        {
            await pair.Remote.StateAsync(i).Soon();
        }

        await ResumedSessions.GoOnAsync(pair.Caller, pair.Receiver);
        string told;
        do
        {
            told = await pair.Service.NextAsync();
        }
        while (told != "state 100");
        Assert.InRange(pair.Caller.GetStatistics().CallsReplaced, 1, 98);
    }

    [Fact]
    public async Task Calls_of_the_lane_without_order_go_with_all_others_after_a_resume()
    {
        await using var pair = await UnreliablePair.ConnectAsync(callerOptions: Options, receiverOptions: Options);
        await ResumedSessions.CutAsync(pair.Caller, pair.Receiver);
        Assert.Equal(0, pair.Caller.Driver.Core.State.Lane.MaxSize);
        await ResumedSessions.GoOnAsync(pair.Caller, pair.Receiver);
        var before = pair.Caller.GetStatistics().CallsUnreliable;
        await pair.Remote.AtAsync(7).Soon();
        Assert.Equal("at 7", await pair.Service.NextAsync());
        Assert.Equal(before, pair.Caller.GetStatistics().CallsUnreliable);
    }

    [Fact]
    public void Large_one_way_calls_are_counted_once_wherever_the_channel_breaks_between_their_frames()
    {
        for (var through = 0; through < 12; through++)
        {
            var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
            pair.Settle();
            pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, pair.Bytes(200_000)));
            var kept = Math.Min(through, pair.Lines[0].To[1].Count);
            pair.Lines[0].Cut(count => Math.Min(count, kept));
            pair.Settle();
            Assert.True(pair.Players[0].Core.IsSuspended);
            pair.Enter(0, static player => player.Core.GiveUp("nobody comes"));
            Assert.Equal((through, 1), (through, pair.Players[0].Core.End!.OneWayCallsUnacknowledged));
            Assert.Equal(1, pair.Players[0].Core.State.UnknownOutcomes);
        }
    }

    [Fact]
    public void Large_one_way_calls_that_waited_for_the_hello_are_counted_as_those_made_later_are()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, pair.Bytes(100_000)));

        // Too little to be acknowledged by itself.
        pair.Settle();
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();
        pair.Enter(0, static player => player.Core.GiveUp("nobody comes"));
        Assert.Equal(1, pair.Players[0].Core.End!.OneWayCallsUnacknowledged);
    }

    [Fact]
    public void One_way_calls_that_the_peer_has_are_not_counted()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, pair.Bytes(200_000)));
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, [1]));
        pair.Settle();
        pair.Lines[0].Cut(static _ => 0);
        pair.Settle();
        var line = pair.Connect(64 * 1024, 64 * 1024);
        pair.Attempt(0, line);
        pair.Attempt(1, line);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, pair.Bytes(100_000)));
        line.Cut(static _ => 0);
        pair.Settle();
        pair.Enter(0, static player => player.Core.GiveUp("nobody comes"));
        Assert.Equal(1, pair.Players[0].Core.End!.OneWayCallsUnacknowledged);
    }

    private sealed class Reporter(ConcurrentQueue<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Enqueue(value);
    }
}
