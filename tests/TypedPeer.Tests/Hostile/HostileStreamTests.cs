using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that opens streams and never reads, lies about credit, or breaks items.</summary>
public class HostileStreamTests
{
    [Fact]
    public async Task Streams_that_are_opened_and_never_read_hold_a_bounded_number_of_items()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        for (var id = 1UL; id <= 20; id++)
        {
            peer.Send(CallOf(id, "BlocksAsync", 0, [0, 0, 1, 0, 0, 4, 0, 0]));
        }

        peer.Send(AddCall(21));
        await peer.ExpectAsync(Result);

        // Credit of 256 KiB, 64 KiB that wait and one batch of each stream, in blocks of 1 KiB.
        Assert.InRange(peer.Service.Produced, 0, 20 * 512);
        await peer.ExpectAliveAsync(22);
    }

    [Fact]
    public async Task Credit_lied_up_past_every_number_does_not_overflow()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, "CountAsync", 0, [3, 0, 0, 0]));
        for (var i = 0; i < 20; i++)
        {
            peer.Send(Frame(Credit, V(2), V(0), V(long.MaxValue / 4)), Frame(CallCredit, V(long.MaxValue / 4)));
        }

        Assert.Equal([3, 0], (await peer.ExpectAsync(DataEnd))[..2]);
        await peer.ExpectAliveAsync(2);
    }

    [Fact]
    public async Task Credit_of_bytes_that_are_not_read_lets_no_more_than_the_channels_buffer_wait()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.VictimChannel.SendStalled = true;
        peer.Send(CallOf(1, "BlocksAsync", 0, [0, 0, 16, 0, 0, 4, 0, 0]), Frame(Credit, V(2), V(0), V(1L << 40)));
        await Bound.Until(() => peer.VictimChannel.BufferedAmount >= 64 * 1024);
        Assert.InRange(peer.VictimChannel.BufferedAmount, 0, 3 * 64 * 1024);
        Assert.InRange(peer.Service.Produced, 0, 1024);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task A_consumer_that_grants_nothing_holds_back_its_own_stream_alone()
    {
        await using var peer = ScriptedPeer.Silent();
        peer.Send(SayHello(streamWindow: 0, contracts: 1), AnnounceTestContract(), CallOf(1, "CountAsync", 0, [100, 0, 0, 0]));
        await peer.ExpectAliveAsync(2);
        peer.Send(Frame(Cancel, V(1), V(1)));
        await peer.ExpectErrorAsync(1, PeerStatus.Cancelled);
        await peer.Service.EnumerationEnded.Task.Soon();
    }

    [Fact]
    public async Task Data_past_the_credit_of_a_result_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { StreamWindowBytes = 1024 });
        await using var items = peer.Victim.GetRemote<ITestContract>().CountAsync(5).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = items.MoveNextAsync().AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Data, V(3), V(0), new byte[1025]));
        await peer.ExpectProtocolErrorAsync("DATA past the credit of its stream");
        await Assert.ThrowsAsync<PeerException>(() => first.Soon());
    }

    [Fact]
    public async Task Data_past_the_credit_of_an_argument_ends_the_session_however_it_is_cut()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { StreamWindowBytes = 1024 });
        peer.Service.OnSum = static async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };
        peer.Send(CallOf(1, "SumAsync"));
        for (var i = 0; i < 1025; i++)
        {
            peer.Send(Frame(Data, V(2), V(1), [0]));
        }

        await peer.ExpectProtocolErrorAsync("DATA past the credit of its stream");
    }

    [Fact]
    public async Task More_streams_than_the_limit_fail_their_call_alone()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxConcurrentStreams = 2 });
        peer.Service.OnSum = static async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };
        peer.Send(CallOf(1, "SumAsync"), CallOf(2, "SumAsync"), CallOf(3, "SumAsync"));
        Assert.Contains("More than 2 streamed arguments", await peer.ExpectErrorAsync(3, PeerStatus.LimitExceeded), StringComparison.Ordinal);
        await peer.ExpectAliveAsync(4);
    }

    [Fact]
    public async Task Streams_nobody_reads_never_hold_more_than_the_sessions_budget()
    {
        const int Budget = 256 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = 64 * 1024, MaxReceiveBytes = Budget, StreamWindowBytes = 64 * 1024 });
        peer.Service.OnSum = static async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };
        for (var id = 1UL; id <= 20; id++)
        {
            peer.Send(CallOf(id, "SumAsync"));
            for (var i = 0; i < 4; i++)
            {
                peer.Send(Frame(Data, V(2 * id), V(1), new byte[16 * 1024]));
                Assert.InRange(peer.Victim.GetStatistics().BytesHeld, 0, Budget);
            }
        }

        for (var id = 1UL; id <= 20; id++)
        {
            peer.Send(Frame(Cancel, V(id), V(1)));
        }

        // The handlers end on threads of their own, in any order.
        var open = Enumerable.Range(1, 20).ToHashSet();
        while (open.Count > 0)
        {
            var error = await peer.ExpectAsync(Error);
            Assert.True(open.Remove(error[0]), $"call {error[0]} ended twice, or was never made");
            Assert.Equal((byte)PeerStatus.Cancelled, error[1]);
        }

        await peer.ExpectAliveAsync(21);
        Assert.Equal(0, peer.Victim.GetStatistics().BytesHeld);
    }

    [Fact]
    public async Task The_beginning_of_an_item_that_never_ends_counts_against_the_budget()
    {
        const int Budget = 256 * 1024;
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = Budget, MaxReceiveBytes = Budget, StreamWindowBytes = 64 * 1024 });
        (byte Type, byte[] Payload) answer = (0, []);
        for (var id = 1UL; id <= 3; id++)
        {
            // The first bytes say that an item of almost the largest size follows, and the reader grants what it lacks; or they are
            // too much already, while what was sent before waits for a thread.
            peer.Send(CallOf(id, "SumAsync"), Frame(Data, V(2 * id), V(1), V(Budget - 1), new byte[1000]));
            while ((answer = await peer.NextAsync()).Type is not (Credit or Error))
            {
            }

            if (answer.Type == Error)
            {
                break;
            }

            for (var i = 0; i < 10; i++)
            {
                peer.Send(Frame(Data, V(2 * id), V(1), new byte[16 * 1024]));
            }
        }

        var error = answer.Type == Error ? answer.Payload : await peer.ExpectAsync(Error);
        Assert.Equal((byte)PeerStatus.LimitExceeded, error[1]);
        await peer.ExpectAliveAsync(4);
        Assert.InRange(peer.Victim.GetStatistics().BytesHeld, 0, Budget);
    }

    [Fact]
    public async Task What_a_handler_never_read_counts_no_longer_once_its_call_is_over()
    {
        await using var peer = await ScriptedPeer.ConnectAsync(new() { MaxMessageBytes = 64 * 1024, MaxReceiveBytes = 64 * 1024 });
        peer.Service.OnSum = static (_, _) => ValueTask.FromResult(7L);
        for (var id = 1UL; id <= 50; id++)
        {
            peer.Send(CallOf(id, "SumAsync"), Frame(Data, V(2 * id), V(1), new byte[16 * 1024]));
            await peer.ExpectAsync(Result);
        }

        Assert.Equal(0, peer.Victim.GetStatistics().BytesHeld);
        await peer.ExpectAliveAsync(51);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x7f }, "larger than the limit of 4194304 bytes (MaxMessageBytes)", PeerStatus.LimitExceeded)]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, "length is not a number")]
    [InlineData(new byte[] { 3, 1, 2, 3 }, "")]
    [InlineData(new byte[] { 5, 1, 2, 3, 4, 5 }, "")]
    public async Task An_item_that_is_none_fails_its_call_alone(byte[] item, string sentence, PeerStatus status = PeerStatus.InvalidData)
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var stream = StreamTests.ToList(peer.Victim.GetRemote<ITestContract>().CountAsync(5));
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Data, V(3), V(0), item));
        var error = await Assert.ThrowsAsync<PeerException>(() => stream.Soon());
        Assert.Equal(status, error.Status);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        await peer.ExpectAsync(Cancel);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task A_stream_that_ends_inside_an_item_fails_its_call_alone()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var stream = StreamTests.ToList(peer.Victim.GetRemote<ITestContract>().CountAsync(5));
        await peer.ExpectAsync(Call);
        peer.Send(Frame(DataEnd, V(3), V(0), [4, 1, 0]));
        var error = await Assert.ThrowsAsync<PeerException>(() => stream.Soon());
        Assert.Equal(PeerStatus.InvalidData, error.Status);
        Assert.Contains("ends inside an item", error.Message, StringComparison.Ordinal);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task Items_that_dribble_in_single_bytes_come_whole()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var stream = StreamTests.ToList(peer.Victim.GetRemote<ITestContract>().CountAsync(5));
        await peer.ExpectAsync(Call);
        for (var i = 0; i < 2000; i++)
        {
            foreach (var b in (byte[])[4, (byte)i, (byte)(i >> 8), 0, 0])
            {
                peer.Send(Frame(Data, V(3), V(0), [b]));
            }
        }

        peer.Send(Frame(DataEnd, V(3), V(0)));
        Assert.Equal(Enumerable.Range(0, 2000), await stream.Soon());
    }

    [Fact]
    public async Task Arguments_that_dribble_in_single_bytes_come_whole()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, "AddAsync", More));
        foreach (var b in (byte[])[1, 0, 0, 0, 2, 0, 0])
        {
            peer.Send(Frame(Arguments, V(1), V(1), [b]));
        }

        peer.Send(Frame(Arguments, V(1), V(0), [0]));
        Assert.Equal([1, 0, 3, 0, 0, 0], await peer.ExpectAsync(Result));
    }
}
