using TypedPeer.Tests.Contracts;
using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that sends more than it may, or more than anybody could keep.</summary>
public class FloodTests
{
    [Fact]
    public async Task A_flood_of_calls_past_the_limit_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxConcurrentCalls = 10 });
        peer.Service.OnEcho = async (text, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return text;
        };
        for (var id = 1UL; id <= 11; id++)
        {
            peer.Send(CallOf(id, "EchoAsync", 0, [0, 0, 0, 0]));
        }

        await peer.ExpectProtocolErrorAsync("beyond the limit of 10 at once");
        Assert.InRange(peer.Victim.GetStatistics().CallsHandled, 0, 10);
    }

    [Fact]
    public async Task A_flood_of_one_way_calls_past_the_window_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { CallWindowBytes = 64 * 1024 });
        var gate = new TaskCompletionSource();
        peer.Service.OnNote = _ => new ValueTask(gate.Task);
        var call = 1UL;
        while (peer.TrySend(CallOf(call++, "NoteAsync", OneWay, [0, 0, 0, 0])) && call < 100_000)
        {
            // Until the channel is closed.
        }

        await peer.ExpectProtocolErrorAsync("past the call window");
        Assert.InRange(peer.Victim.GetStatistics().CallsHandled, 1, 64 * 1024 / 10);
        gate.SetResult();
    }

    [Fact]
    public async Task A_flood_of_calls_to_a_method_that_is_not_there_ends_when_the_answers_are_not_read()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxConcurrentCalls = 100, StopTimeout = TimeSpan.FromMilliseconds(50), ChannelBufferBytes = 4096 });
        peer.VictimChannel.SendStalled = true;
        for (var id = 1UL; id < 10_000; id++)
        {
            peer.Send(Frame(Call, V(id), V(0), U(0xdead)));
        }

        var end = await peer.Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ProtocolError, end.Kind);
        Assert.Contains("beyond the limit of 100 at once", end.Message, StringComparison.Ordinal);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task A_flood_of_pings_whose_answers_are_not_read_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.VictimChannel.SendStalled = true;
        var pings = Join([.. Enumerable.Repeat(Frame(Ping, U(1)), 1000)]);
        for (var i = 0; i < 1000; i++)
        {
            peer.TrySend(pings);
        }

        var end = await peer.Victim.Completion.Soon();
        Assert.Contains("sends requests and reads no answers", end.Message, StringComparison.Ordinal);
        Assert.InRange(peer.Victim.GetStatistics().BytesQueued, 0, 2 * 1024 * 1024);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task Answers_that_are_not_read_hold_handlers_back_and_past_the_budget_become_errors()
    {
        const int Budget = 512 * 1024;
        const int Answer = 48 * 1024;

        // The array that an answer lies in.
        const int Held = 64 * 1024;

        // The first message leaves before the channel says that it has enough.
        const int Sent = 64 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = 64 * 1024, MaxQueuedAnswerBytes = Budget, ChannelBufferBytes = 4096 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = 0;
        peer.Service.OnEcho = async (text, token) =>
        {
            Interlocked.Increment(ref started);
            await gate.Task;
            return new string('x', Answer);
        };
        peer.VictimChannel.SendStalled = true;

        // Twenty handlers run already when the peer stops reading: what they answer is more than is kept.
        for (var id = 1UL; id <= 20; id++)
        {
            peer.Send(CallOf(id, "EchoAsync", 0, [0, 0, 0, 0]));
        }

        await Bound.Until(() => Volatile.Read(ref started) == 20);
        gate.SetResult();
        await Bound.Until(() => peer.Victim.GetStatistics().CallsRunning <= ((Budget + Sent) / Held) + 1);

        // Half the budget is taken, beside what the errors take: these wait to start.
        for (var id = 21UL; id <= 40; id++)
        {
            peer.Send(CallOf(id, "EchoAsync", 0, [0, 0, 0, 0]));
        }

        Assert.Equal(20, Volatile.Read(ref started));
        Assert.InRange(peer.Victim.Driver.Core.Incoming.Answers.Held, Budget / 2, Budget + 8192);
        peer.VictimChannel.SendStalled = false;
        var (answered, refused) = await CountAnswersAsync(peer, 40);
        Assert.InRange(refused, 20 - ((Budget + Sent) / Held) - 1, 20 - (Budget / Held));
        Assert.Equal(40, answered + refused);
        Assert.Equal(40, Volatile.Read(ref started));
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task Calls_whose_arguments_never_end_are_refused_once_the_budget_is_used_up()
    {
        const int Budget = 256 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = Budget, MaxReceiveBytes = Budget });
        for (var id = 1UL; id <= 20; id++)
        {
            peer.Send(CallOf(id, "EchoBytesAsync", More));
            for (var i = 0; i < 4; i++)
            {
                peer.Send(Frame(Arguments, V(id), V(1), new byte[16 * 1024]));
                Assert.InRange(peer.Victim.GetStatistics().BytesHeld, 0, Budget);
            }
        }

        Assert.Contains("budget", await peer.ExpectErrorAsync(5, PeerStatus.LimitExceeded), StringComparison.Ordinal);
        peer.Send(Frame(Cancel, V(1), V(1)));
        await peer.ExpectAliveAsync(21);
    }

    [Fact]
    public async Task Arguments_larger_than_the_limit_are_refused_before_they_have_come_whole()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = 32 * 1024 });
        peer.Send(CallOf(1, "EchoBytesAsync", More));
        for (var i = 0; i < 5; i++)
        {
            peer.Send(Frame(Arguments, V(1), V(1), new byte[16 * 1024]));
        }

        Assert.Contains("ITestContract.EchoBytesAsync(byte[]) are larger than 32768 bytes (MaxMessageBytes)", await peer.ExpectErrorAsync(1, PeerStatus.LimitExceeded), StringComparison.Ordinal);
        await peer.ExpectAliveAsync(2);
        Assert.Equal(0, peer.Victim.GetStatistics().BytesHeld);
    }

    [Fact]
    public async Task A_one_way_call_refused_for_the_budget_does_not_end_the_session_of_an_honest_caller()
    {
        const int Budget = 128 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = Budget, MaxReceiveBytes = Budget });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Service.OnNote = _ => new ValueTask(gate.Task);
        peer.Send(CallOf(1, "NoteAsync", OneWay, [0, 0, 0, 0]));
        for (var id = 2UL; id <= 4; id++)
        {
            peer.Send(CallOf(id, "NoteAsync", OneWay | More));
            for (var i = 0; i < 5; i++)
            {
                peer.Send(Frame(Arguments, V(id), V(i < 4 ? 1u : 0u), new byte[16 * 1024]));
            }
        }

        await peer.ExpectAliveAfterAsync(gate, 5);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_given_up_at_the_limit()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = 64 * 1024 });
        var call = peer.Victim.GetRemote<ITestContract>().EchoAsync("short").AsTask();
        await peer.ExpectAsync(Call);
        for (var i = 0; i < 6; i++)
        {
            peer.Send(Frame(Result, V(1), V(1), new byte[16 * 1024]));
        }

        Assert.Equal(PeerStatus.LimitExceeded, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
        Assert.Equal((byte)1, (await peer.ExpectAsync(Cancel))[0]);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task Answers_that_never_end_never_hold_more_than_the_sessions_budget()
    {
        const int Budget = 256 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = Budget, MaxReceiveBytes = Budget });
        var remote = peer.Victim.GetRemote<ITestContract>();
        var calls = Enumerable.Range(0, 20).Select(_ => remote.EchoAsync("short").AsTask()).ToList();
        for (var i = 0; i < calls.Count; i++)
        {
            await peer.ExpectAsync(Call);
        }

        for (var piece = 0; piece < 4; piece++)
        {
            for (var id = 1UL; id <= 20; id++)
            {
                peer.Send(Frame(Result, V(id), V(1), new byte[16 * 1024]));
            }
        }

        await peer.ExpectAliveAsync(1);
        Assert.InRange(peer.Victim.GetStatistics().BytesHeld, 1, Budget);

        // At most four results are held whole; the other calls' tasks may be told a little later.
        await Bound.Until(() => calls.Count(call => call.IsFaulted) >= 16);
        var refused = calls.Where(call => call.IsFaulted).ToList();
        Assert.InRange(refused.Count, 16, 19);
        foreach (var call in refused)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
            Assert.Equal(PeerStatus.LimitExceeded, error.Status);
            Assert.Contains("budget", error.Message, StringComparison.Ordinal);
        }

        peer.Break();
        await Task.WhenAll(calls.Except(refused).Select(call => Assert.ThrowsAsync<PeerException>(() => call))).Soon();
        await peer.Victim.Completion.Soon();
        Assert.Equal(0, peer.Victim.GetStatistics().BytesHeld);
    }

    [Fact]
    public async Task Deadlines_of_calls_that_are_over_are_not_kept()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        for (var id = 1UL; id <= 5000; id++)
        {
            peer.Send(AddCall(id, Deadline, V(3_600_000_000)));
            if (id % 500 == 0)
            {
                for (var answers = 0; answers < 500; answers++)
                {
                    await peer.ExpectAsync(Result);
                }
            }
        }

        await peer.ExpectOthersUnharmedAsync();
        Assert.InRange(peer.Victim.Driver.Core.Deadlines.Count, 0, 2048);
    }

    [Fact]
    public async Task Headers_within_the_limit_reach_the_handler()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(AddCall(1, Headers, V(2), S("a"), S(new string('v', 4000)), S("b"), S(new string('w', 4000))));
        Assert.Equal([1, 0, 3, 0, 0, 0], await peer.ExpectAsync(Result));
    }

    /// <summary>Reads the last frames of calls until all have come.</summary>
    private static async Task<(int Answered, int Refused)> CountAnswersAsync(ScriptedPeer peer, int calls)
    {
        var (answered, refused) = (0, 0);
        while (answered + refused < calls)
        {
            var (type, payload) = await peer.NextAsync();
            if (type == Error)
            {
                Assert.Equal((byte)PeerStatus.LimitExceeded, payload[1]);
                refused++;
            }
            else if (type == Result && payload[1] == 0)
            {
                answered++;
            }
        }

        return (answered, refused);
    }
}
