using TypedPeer.Tests.Calls;
using TypedPeer.Tests.Contracts;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>What a hostile peer makes the process keep. Alone, because the memory of the whole process is looked at.</summary>
[Collection(AloneInTheProcess.Name)]
public class HostileMemoryTests
{
    [Fact]
    public async Task Memory_stays_small_while_a_peer_sends_a_quarter_of_a_gigabyte_of_everything()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var block = new byte[16 * 1024];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var id = 0UL;
        for (var i = 0; i < 4000; i++)
        {
            id++;
            peer.Send(CallOf(id, "EchoBytesAsync", More), Frame(Arguments, V(id), V(1), block), Frame(Arguments, V(id), V(1), block));
            peer.Send(Frame(Cancel, V(id), V(1)), Frame(Arguments, V(id), V(1), block), Frame(0xf0, block));
            await peer.ExpectAsync(Error);
        }

        peer.Send(AddCall(id + 1));
        await peer.ExpectAsync(Result);
        Assert.Equal(0, peer.Victim.GetStatistics().BytesHeld);

        // Far below what was sent.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 96 * 1024 * 1024);
    }

    [Fact]
    public async Task Cancelled_calls_a_peer_never_ends_do_not_pile_up()
    {
        await using var peer = ScriptedPeer.Silent(new() { MaxCancelledCalls = 100, MaxQueuedCallBytes = 64 * 1024 });
        peer.Send(SayHello(calls: int.MaxValue, callWindow: 1UL << 60, contracts: 1), AnnounceTestContract());
        await peer.Victim.Connected.Soon();
        var remote = peer.Victim.GetRemote<ITestContract>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var cancelled = new CancellationTokenSource();
        var waiting = 0;
        for (var i = 0; i < 50_000; i++)
        {
            using var cancel = new CancellationTokenSource();
            var call = remote.WaitAsync(cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
            waiting = Math.Max(waiting, peer.Victim.GetStatistics().CallsInFlight);
        }

        Assert.Equal(100, waiting);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 * 1024 * 1024);

        // Calls nobody cancels wait, up to their bound, and then fail by name.
        var calls = Enumerable.Range(0, 2000).Select(_ => remote.AddAsync(1, 2).AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<PeerException>(() => calls[^1].Soon());
        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.Equal(PeerCallFate.NotSent, refused.Fate);
        Assert.Contains("has not ended the calls that were cancelled", refused.Message, StringComparison.Ordinal);

        // One last word makes room for one call.
        peer.Send(Frame(Error, V(1), V((ulong)PeerStatus.Cancelled), S("")));
        while ((await peer.ExpectAsync(Call)).Length < 10)
        {
            // Those that were cancelled.
        }

        peer.Break();
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<PeerException>(() => call))).Soon();
    }
}
