using System.Collections.Concurrent;
using System.Text;
using TypedPeer.Sessions.Core;
using TypedPeer.Testing;
using TypedPeer.Tests.Calls;
using TypedPeer.Tests.Contracts;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>
/// What waits behind an application that does not come to it: no more memory than is counted, and no more is counted than the
/// options allow. Alone, because the memory of the whole process is looked at.
/// </summary>
[Collection(AloneInTheProcess.Name)]
public class RetainedMemoryTests
{
    /// <summary>What tables and pools keep for next time, beside what is counted.</summary>
    private const int Slack = 6 * 1024 * 1024;

    [Theory]
    [InlineData("one-way calls")]
    [InlineData("one-way calls with headers")]
    [InlineData("one-way calls with deadlines")]
    [InlineData("one-way calls whose arguments do not come")]
    public async Task Parked_calls_take_no_more_memory_than_is_counted(string what)
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Service.OnNote = _ => new ValueTask(gate.Task);
        peer.Send(CallOf(1, "NoteAsync", OneWay, [0, 0, 0, 0]));
        await Bound.Until(() => peer.Service.Notes.Count == 1);
        var before = Memory();
        var calls = what.EndsWith("headers", StringComparison.Ordinal) ? 4000 : 30_000;
        for (var id = 2UL; id <= (ulong)calls; id += 100)
        {
            peer.Send([.. Enumerable.Range(0, 100).Select(i => Parked(what, id + (ulong)i))]);
        }

        await AllTakenAsync(peer);
        var core = peer.Victim.Driver.Core;
        var counted = core.Objects + core.Held;
        var retained = Memory() - before;
        Assert.InRange(counted, calls * 300L, peer.Victim.Driver.Options.MaxReceiveBytes);
        Assert.InRange(retained, long.MinValue, counted + Slack);
        gate.SetResult();
    }

    [Fact]
    public async Task Unread_streams_take_no_more_memory_than_is_counted()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var ended = new CancellationTokenSource();
        peer.Service.OnSum = async (_, _) =>
        {
            await Task.Delay(Timeout.Infinite, ended.Token);
            return 0;
        };
        var before = Memory();
        for (var id = 1UL; id <= 200; id++)
        {
            // Just past a power of two, where an array is nearly twice as large as what is in it.
            peer.Send(CallOf(id, "SumAsync"), Frame(Data, V(2 * id), V(1), new byte[16 * 1024]), Frame(Data, V(2 * id), V(1), new byte[16 * 1024]), Frame(Data, V(2 * id), V(1), new byte[1]));
        }

        await AllTakenAsync(peer);
        var core = peer.Victim.Driver.Core;
        var counted = core.Objects + core.Held;
        Assert.InRange(core.Held, 200 * 64 * 1024, peer.Victim.Driver.Options.MaxReceiveBytes);
        Assert.InRange(Memory() - before, long.MinValue, counted + Slack);
        await ended.CancelAsync();
        ended.Dispose();
    }

    [Fact]
    public async Task Arguments_on_their_way_take_no_more_memory_than_is_counted()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var before = Memory();
        for (var id = 1UL; id <= 1000; id++)
        {
            peer.Send(CallOf(id, "EchoBytesAsync", More), Frame(Arguments, V(id), V(1), new byte[16 * 1024]), Frame(Arguments, V(id), V(1), new byte[1]));
        }

        await AllTakenAsync(peer);
        var core = peer.Victim.Driver.Core;
        Assert.InRange(core.Held, 1000 * 32 * 1024, peer.Victim.Driver.Options.MaxReceiveBytes);
        Assert.InRange(Memory() - before, long.MinValue, core.Objects + core.Held + Slack);
    }

    [Fact]
    public async Task Calls_past_what_may_be_parked_are_refused_and_those_without_an_answer_are_told_to_the_application()
    {
        const int Budget = 64 * 1024;
        var told = new ConcurrentQueue<string>();
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = Budget, MaxReceiveBytes = Budget, HandlerFailed = (method, _) => told.Enqueue(method) });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Service.OnNote = _ => new ValueTask(gate.Task);
        for (var id = 1UL; id <= 500; id++)
        {
            peer.Send(CallOf(id, "NoteAsync", OneWay, [0, 0, 0, 0]));
            Assert.InRange(peer.Victim.Driver.Core.Objects, 0, Budget);
        }

        // As many as fit wait; the application knows of the others.
        await Bound.Until(() => told.Count >= 350);
        Assert.InRange(told.Count, 350, 450);
        Assert.All(told, static method => Assert.Contains("NoteAsync", method, StringComparison.Ordinal));
        peer.Send(AddCall(501));
        Assert.Contains("as its options allow", Encoding.UTF8.GetString(await peer.ExpectAsync(Error)), StringComparison.Ordinal);
        gate.SetResult();
        await Bound.Until(() => peer.Victim.GetStatistics().CallsRunning == 0);
        Assert.Equal((0, 0), (peer.Victim.Driver.Core.Objects, peer.Victim.Driver.Core.Held));
        Assert.Equal(500, told.Count + peer.Service.Notes.Count);
    }

    [Fact]
    public async Task What_was_made_for_a_call_counts_until_it_has_been_disposed()
    {
        var options = new PeerSessionOptions { MaxMessageBytes = 64 * 1024, MaxReceiveBytes = 64 * 1024 };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.ServePerCall<ITestContract>(() => new PeerInstance(new TestService(), new Lease(gate.Task))), options);
        var remote = caller.GetRemote<ITestContract>();
        var answered = 0;
        PeerException? refused = null;
        while (refused is null)
        {
            try
            {
                Assert.Equal(3, await remote.AddAsync(1, 2).Soon());
                Assert.InRange(++answered, 1, 200);
            }
            catch (PeerException e)
            {
                refused = e;
            }
        }

        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.InRange(answered, 50, 200);
        gate.SetResult();
        await Bound.Until(() => callee.Driver.Core.Objects == 0);
        Assert.Equal(3, await remote.AddAsync(1, 2).Soon());
    }

    private sealed class Lease(Task until) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await until;
    }

    /// <summary>What is in use when all that others left behind is gone.</summary>
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The session has taken all that was sent.</summary>
    private static async Task AllTakenAsync(ScriptedPeer peer)
    {
        peer.Send(Frame(Ping, U(1)));
        await peer.ExpectAsync(Pong);
    }

    private static byte[] Parked(string what, ulong id) => what switch
    {
        "one-way calls with headers" => CallOf(id, "NoteAsync", OneWay | Headers, [.. V(40), .. Enumerable.Range(0, 40).SelectMany(static i => S($"{i:00}").Concat(S("v"))), 0, 0, 0, 0]),
        "one-way calls with deadlines" => CallOf(id, "NoteAsync", OneWay | Deadline, [.. V(3_600_000_000), 0, 0, 0, 0]),
        "one-way calls whose arguments do not come" => CallOf(id, "NoteAsync", OneWay | More, [0, 0]),
        _ => CallOf(id, "NoteAsync", OneWay, [0, 0, 0, 0]),
    };
}
