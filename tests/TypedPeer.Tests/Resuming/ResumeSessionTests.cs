using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.Sessions.Resuming;
using TypedPeer.TestSupport;
using TypedPeer.Testing;

namespace TypedPeer.Tests.Resuming;

/// <summary>Sessions whose channel breaks, and which are handed another.</summary>
public class ResumeSessionTests
{
    private static readonly PeerIdentity Alice = new("sha-256", "AA:AA");
    private static readonly PeerIdentity Bob = new("sha-256", "BB:BB");

    private static PeerSessionOptions Options => new() { ResumeTimeout = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Calls_and_streams_both_ways_go_on_over_another_channel()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        var release = new TaskCompletionSource();
        pair.SecondService.OnEcho = async (text, _) =>
        {
            await release.Task;
            return text;
        };
        var echo = pair.Remote.EchoAsync("kept").AsTask();
        await using var doubled = pair.Remote.DoubleAsync(Numbers(2000)).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await doubled.MoveNextAsync().Soon());
        for (var round = 0; round < 5; round++)
        {
            var channel = pair.First.Channel;
            await Cut(pair);
            var (first, second) = InMemoryPeerChannel.CreatePair(round % 2 == 0 ? 1200 : 64 * 1024);
            Assert.All(await Task.WhenAll(pair.First.ResumeAsync(first), pair.Second.ResumeAsync(second)).Soon(), Assert.True);
            Assert.Same(first, pair.First.Channel);
            Assert.NotSame(channel, pair.First.Channel);
            Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        }

        release.SetResult();
        Assert.Equal("kept", await echo.Soon());
        for (var i = 1; i < 2000; i++)
        {
            Assert.True(await doubled.MoveNextAsync().Soon());
            Assert.Equal(2 * i, doubled.Current);
        }

        Assert.False(await doubled.MoveNextAsync().Soon());
        Assert.Equal(PeerSessionEndKind.Stopped, (await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon()).Kind);
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await pair.Second.Completion.Soon()).Kind);
    }

    [Fact]
    public async Task A_call_made_while_there_is_no_channel_waits_for_the_next()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        Assert.False(pair.First.IsResponsive);
        var sum = pair.Remote.AddAsync(1, 2).AsTask();
        await pair.Remote.NoteAsync("late");
        await Resume(pair, null, null);
        Assert.Equal(3, await sum.Soon());

        // Handlers start in order: this one behind the note's.
        Assert.Equal(7, await pair.Remote.AddAsync(3, 4).Soon());
        Assert.Equal(["late"], pair.SecondService.Notes);
        Assert.True(pair.First.IsResponsive);
    }

    [Fact]
    public async Task A_side_that_has_not_noticed_goes_on_over_the_channel_that_the_other_brings()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        await Resume(pair, null, null);
        Assert.Equal(7, await pair.Remote.AddAsync(3, 4).Soon());
        await pair.FirstChannel.Closed.Soon();
    }

    [Fact]
    public async Task Both_may_connect_at_once_and_go_on_over_one_of_the_channels()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var (other, otherSecond) = InMemoryPeerChannel.CreatePair();
        var outcomes = await Task.WhenAll(
            pair.First.ResumeAsync(first), pair.Second.ResumeAsync(otherSecond), pair.First.ResumeAsync(other), pair.Second.ResumeAsync(second)).Soon();
        Assert.Contains(outcomes, static goesOn => goesOn);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_channel_that_was_given_up_for_another_and_is_not_closed_yet_is_no_way_to_go_on_and_ends_no_session(bool byFirst)
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        var (one, other) = InMemoryPeerChannel.CreatePair();
        var lingering = new LingeringChannel(other);
        var isFirst = pair.First.Driver.Core.State.Delivery!.Key!.IsFirst == byFirst;
        var given = (isFirst ? pair.First : pair.Second).ResumeAsync(lingering);
        await Resume(pair, null, null);
        await lingering.IsToClose.Task.Soon();

        // The peer answers only now what was said there before.
        var late = (isFirst ? pair.Second : pair.First).ResumeAsync(one);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        lingering.MayClose.SetResult();
        Assert.False(await given.Soon());
        Assert.False(await late.Soon());
        Assert.Equal(7, await pair.Remote.AddAsync(3, 4).Soon());
    }

    [Fact]
    public async Task Another_certificate_is_not_answered()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: Alice, secondIdentity: Bob);
        await using var pair = SessionPair.Over(first, second, Options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        var (one, other) = InMemoryPeerChannel.CreatePair(firstIdentity: Alice, secondIdentity: new("sha-256", "CC:CC"));
        Assert.False(await pair.First.ResumeAsync(one).Soon());
        await other.Closed.Soon();
        Assert.True(pair.First.IsSuspended);
        await Resume(pair, Alice, Bob);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task Another_user_is_refused_and_the_session_keeps_the_one_it_had()
    {
        var user = "ada";
        var options = Options;
        options.AuthorizePeer = session =>
        {
            session.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "test"));
            return true;
        };
        await using var pair = SessionPair.Create(Options, options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        user = "eve";
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Assert.All(await Task.WhenAll(pair.First.ResumeAsync(first), pair.Second.ResumeAsync(second)).Soon(), Assert.False);
        var end = await pair.First.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Kind);
        Assert.Contains("the peer may not have this session", end.Message, StringComparison.Ordinal);
        Assert.Equal("ada", pair.Second.User!.FindFirst(ClaimTypes.NameIdentifier)!.Value);
        Assert.True(pair.Second.IsSuspended);
    }

    [Fact]
    public async Task A_peer_that_has_begun_another_session_ends_this_one_with_the_fate_of_each_call()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        var sent = pair.Remote.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await Cut(pair);
        var unsent = pair.Remote.AddAsync(1, 2).AsTask();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var another = PeerSession.Start(second, null, Options);
        Assert.False(await pair.First.ResumeAsync(first).Soon());
        Assert.Equal(PeerCallFate.MayHaveExecuted, (await Assert.ThrowsAsync<PeerException>(() => sent.Soon())).Fate);
        Assert.Equal(PeerCallFate.NotSent, (await Assert.ThrowsAsync<PeerException>(() => unsent.Soon())).Fate);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await pair.First.Completion.Soon()).Kind);
    }

    [Fact]
    public async Task A_forged_proof_ends_the_attempt_and_not_the_session()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        var key = pair.First.Driver.Core.State.Delivery!.Key!;
        foreach (var proof in new[] { new byte[SessionKey.Size], [], key.Name })
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            var thief = new Inbox();
            second.Attach(thief);
            var outcome = pair.First.ResumeAsync(first);
            second.Send(ResumeFrames.Resume(key.Name, new byte[SessionKey.Size], 1, tellsIdentity: false));
            second.Send(ResumeFrames.Proof(proof));
            Assert.False(await outcome.Soon());
            Assert.True(pair.First.IsSuspended);
        }

        await Resume(pair, null, null);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_session_without_a_channel_stops_in_its_time()
    {
        var options = Options;
        options.StopTimeout = TimeSpan.FromMilliseconds(50);
        await using var pair = SessionPair.Create(options);
        await pair.First.Connected.Soon();
        await Cut(pair);
        Assert.Equal(PeerSessionEndKind.Aborted, (await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon()).Kind);
    }

    private static async Task Cut(SessionPair pair)
    {
        // Both have the key once both have answered.
        await Bound.Until(() => pair.First.Driver.Core.State.Delivery!.CanResume && pair.Second.Driver.Core.State.Delivery!.CanResume);
        ((InMemoryPeerChannel)pair.First.Channel).Break();
        await Bound.Until(() => pair.First.IsSuspended && pair.Second.IsSuspended);
    }

    private static async Task Resume(SessionPair pair, PeerIdentity? alice, PeerIdentity? bob)
    {
        await Bound.Until(() => pair.First.Driver.Core.State.Delivery!.CanResume && pair.Second.Driver.Core.State.Delivery!.CanResume);
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: alice, secondIdentity: bob);
        Assert.All(await Task.WhenAll(pair.First.ResumeAsync(first), pair.Second.ResumeAsync(second)).Soon(), Assert.True);
    }

    /// <summary>A channel that takes its time to close.</summary>
    private sealed class LingeringChannel(IPeerChannel inner) : ForwardingChannel(inner)
    {
        public TaskCompletionSource IsToClose { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayClose { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask CloseAsync(CancellationToken cancellationToken = default)
        {
            IsToClose.TrySetResult();
            await MayClose.Task;
            await Inner.CloseAsync(cancellationToken);
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
