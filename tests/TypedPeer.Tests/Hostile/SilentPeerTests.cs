using TypedPeer.TestSupport;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Ending;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that does not answer: no goodbye, no sign of life, no result.</summary>
public class SilentPeerTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_goodbye_that_is_never_answered_is_given_up()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock, StopTimeout = TimeSpan.FromSeconds(10) });
        var stop = peer.Victim.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, (await peer.ExpectAsync(Goodbye))[0]);
        Assert.False(stop.IsCompleted);
        await _clock.IsSetWithinAsync(TimeSpan.FromSeconds(11));
        _clock.Advance(TimeSpan.FromSeconds(11));
        var end = await stop.Soon();
        Assert.Equal(PeerSessionEndKind.Aborted, end.Kind);
        Assert.Contains("did not finish in the time", end.Message, StringComparison.Ordinal);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task A_goodbye_that_is_answered_but_never_finished_is_given_up()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock });
        var stop = peer.Victim.StopAsync(TestContext.Current.CancellationToken);
        await peer.ExpectAsync(Goodbye);
        peer.Send(Frame(Goodbye, V(0), V(0), S("")));
        await peer.ExpectAsync(Finished);
        await _clock.IsSetWithinAsync(TimeSpan.FromSeconds(11));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(PeerSessionEndKind.Aborted, (await stop.Soon()).Kind);
    }

    [Fact]
    public async Task Calls_after_a_goodbye_are_refused_and_no_handler_runs()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(Frame(Goodbye, V(0), V(0), S("")), AddCall(1));
        await peer.ExpectErrorAsync(1, PeerStatus.Unavailable);
        Assert.Equal(0, peer.Victim.GetStatistics().CallsHandled);
    }

    [Fact]
    public async Task A_peer_that_falls_silent_is_given_up()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock });
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        await _clock.IsSetWithinAsync(TimeSpan.FromSeconds(40));
        _clock.Advance(TimeSpan.FromSeconds(40));
        var end = await peer.Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Kind);
        Assert.Contains("stopped answering", end.Message, StringComparison.Ordinal);
        var lost = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(PeerStatus.ConnectionLost, lost.Status);
        Assert.Equal(PeerCallFate.MayHaveExecuted, lost.Fate);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task A_peer_that_answers_pings_with_wrong_tokens_alone_is_asked_again_and_kept_while_it_talks()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock });
        for (var i = 0; i < 5; i++)
        {
            await peer.ExpectAsync(Ping);
            peer.Send(Frame(Pong, U(0xbad)), AddCall((ulong)i + 1));
            await peer.ExpectAsync(Result);
            _clock.Advance(TimeSpan.FromSeconds(10));
            peer.Send(Frame(Pong, U(0xbad)), Frame(0xf0));
            peer.Send(AddCall((ulong)i + 100));
            await peer.ExpectAsync(Result);
            _clock.Advance(TimeSpan.FromSeconds(11));
            if (i == 0)
            {
                break;
            }
        }

        Assert.False(peer.Victim.Completion.IsCompleted);
        await peer.ExpectAliveAsync(120);
    }

    [Fact]
    public async Task A_call_that_is_never_answered_ends_when_its_caller_says_so()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        using var cancellation = new CancellationTokenSource();
        var call = peer.Victim.GetRemote<ITestContract>().WaitAsync(cancellation.Token).AsTask();
        await peer.ExpectAsync(Call);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Equal((byte)1, (await peer.ExpectAsync(Cancel))[0]);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task A_deadline_ends_a_handler_although_its_caller_says_nothing_more()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { TimeProvider = _clock });
        peer.Send(CallOf(1, "WaitAsync", Deadline, V(1_000_000)));
        await peer.Service.Waiting.Task.Soon();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(peer.Service.Cancelled.Task.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        await peer.Service.Cancelled.Task.Soon();
        await peer.ExpectErrorAsync(1, PeerStatus.DeadlineExceeded);
        await peer.ExpectAliveAsync(2);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_does_not_make_the_victims_calls_pile_up()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxQueuedCallBytes = 256 * 1024 });
        peer.VictimChannel.SendStalled = true;
        var remote = peer.Victim.GetRemote<ITestContract>();
        var calls = Enumerable.Range(0, 3000).Select(_ => remote.EchoAsync(new string('x', 1000)).AsTask()).ToList();

        // Not the last one: the channel may take its fill between any two calls.
        var first = await Task.WhenAny(calls).Soon();
        var refused = await Assert.ThrowsAsync<PeerException>(() => first);
        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.Equal(PeerCallFate.NotSent, refused.Fate);
        Assert.InRange(peer.Victim.GetStatistics().BytesQueued + peer.VictimChannel.BufferedAmount, 0, 1024 * 1024);
        peer.Break();
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<PeerException>(() => call))).Soon();
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_does_not_keep_an_ended_session_from_letting_go()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { StopTimeout = TimeSpan.FromMilliseconds(50) });
        peer.VictimChannel.SendStalled = true;
        peer.Send(Frame(0x7f));
        Assert.Equal(PeerSessionEndKind.ProtocolError, (await peer.Victim.Completion.Soon()).Kind);
        await peer.Victim.DisposeAsync().Soon();
        await peer.VictimChannel.Closed.Soon();
    }
}
