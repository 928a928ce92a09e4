using System.Text;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that introduced itself well and then sends what it must not.</summary>
public class WrongFrameTests
{
    private static readonly byte[] BadUtf8 = [2, 0xc3, 0x28];

    /// <summary>Gets what ends the session, with words of the sentence that says why.</summary>
    public static TheoryData<string, byte[], string> WrongFrames => new()
    {
        { "only a type", [Call], "a frame is longer than its message" },
        { "a length past the end", [Call, 100, 1], "a frame is longer than its message" },
        { "a length of ten bytes", [Call, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], "a frame is longer than its message" },
        { "a length that never ends", [Call, .. Enumerable.Repeat((byte)0xff, 40)], "a frame is longer than its message" },
        { "a good frame and half a frame", Join(AddCall(1), [Call, 20, 1, 0]), "a frame is longer than its message" },
        { "an unknown type", Frame(0x7f, V(1)), "unknown type 0x7f" },
        { "type zero", Frame(0), "unknown type 0x00" },
        { "a hello", SayHello(), "a second HELLO" },
        { "a contract", Frame(Contract, U(1), U(1), V(0)), "more CONTRACT frames" },
        { "a ping of three bytes", Frame(Ping, [1, 2, 3]), "PING is cut short" },
        { "a pong of nothing", Frame(Pong), "PONG is cut short" },
        { "an empty goodbye", Frame(Goodbye), "GOODBYE is cut short" },
        { "a goodbye with a broken string", Frame(Goodbye, V(0), V(0), BadUtf8), "GOODBYE is cut short" },
        { "two goodbyes", Join(Frame(Goodbye, V(0), V(9), S("")), Frame(Goodbye, V(0), V(9), S(""))), "a second GOODBYE" },
        { "finished without goodbye", Frame(Finished), "FINISHED without GOODBYE" },
        { "an empty call credit", Frame(CallCredit), "CALL-CREDIT is cut short" },
        { "a call credit past every number", Frame(CallCredit, V(ulong.MaxValue)), "CALL-CREDIT is cut short" },
        { "an empty call", Frame(Call), "CALL is cut short" },
        { "a call without a method", Frame(Call, V(1), V(0), [1, 2, 3]), "CALL is cut short" },
        { "a call with the number of another", Join(AddCall(5), AddCall(5)), "CALL uses an identifier again" },
        { "a call with a smaller number", Join(AddCall(5), AddCall(4)), "CALL uses an identifier again" },
        { "call zero", AddCall(0), "CALL uses an identifier again" },
        { "a call past every number", AddCall(ulong.MaxValue), "CALL is cut short" },
        { "a target of an unknown kind", AddCall(1, Target, [9]), "no valid target" },
        { "a target without a name", CallOf(1, "AddAsync", Target), "no valid target" },
        { "an instance name of a kilobyte", AddCall(1, Target, [1], S(new string('n', 1024))), "no valid target" },
        { "an instance name that is no text", AddCall(1, Target, [1], BadUtf8), "no valid target" },
        { "reference zero", AddCall(1, Target, [2], V(0)), "no valid target" },
        { "a deadline past every number", AddCall(1, Deadline, V(ulong.MaxValue)), "no valid deadline" },
        { "a deadline cut short", CallOf(1, "AddAsync", Deadline, [0xff]), "no valid deadline" },
        { "a thousand headers", AddCall(1, Headers, V(1000)), "no valid headers" },
        { "headers that are not there", CallOf(1, "AddAsync", Headers, V(3), S("a")), "no valid headers" },
        { "a header that is no text", AddCall(1, Headers, V(1), S("a"), BadUtf8), "no valid headers" },
        { "a header of a megabyte", AddCall(1, Headers, V(1), S("a"), V(1 << 20)), "no valid headers" },
        { "huge headers", AddCall(1, Headers, V(8), HugeHeaders(8)), "no valid headers" },
        { "a priority of its own", AddCall(1, 64, V(3)), "no valid priority" },
        { "a priority that is not there", CallOf(1, "AddAsync", 64), "no valid priority" },
        { "arguments cut short", Frame(Arguments, V(1)), "ARGUMENTS is cut short" },
        { "arguments with a strange flag", Frame(Arguments, V(1), V(2)), "ARGUMENTS is cut short" },
        { "arguments of no call", Frame(Arguments, V(7), V(0)), "ARGUMENTS for a call that was never made" },
        { "a cancel cut short", Frame(Cancel, V(7)), "CANCEL is cut short" },
        { "a cancel of no call", Frame(Cancel, V(7), V(1)), "CANCEL for a call that was never made" },
        { "a result cut short", Frame(Result), "RESULT is cut short" },
        { "a result of no call", Frame(Result, V(7), V(0)), "RESULT for a call that was never made" },
        { "a result of call zero", Frame(Result, V(0), V(0)), "RESULT for a call that was never made" },
        { "an error cut short", Frame(Error, V(1), V(5)), "ERROR is cut short" },
        { "an error that is no text", Frame(Error, V(1), V(5), BadUtf8), "ERROR is cut short" },
        { "an error of no call", Frame(Error, V(7), V(5), S("x")), "ERROR for a call that was never made" },
        { "data cut short", Frame(Data, V(2)), "DATA is cut short" },
        { "data for no call of this side", Frame(Data, V(15), V(0), [1]), "DATA for a call that was never made" },
        { "data for no call of the peer", Frame(Data, V(14), V(1), [1]), "DATA for a call that was never made" },
        { "a stream error cut short", Frame(StreamError, V(2), V(1)), "STREAM-ERROR is cut short" },
        { "a stream error for a result", Frame(StreamError, V(3), V(0), V(5), S("x")), "which ends with ERROR" },
        { "a stream error for no call", Frame(StreamError, V(14), V(1), V(5), S("x")), "STREAM-ERROR for a call that was never made" },
        { "credit cut short", Frame(Credit, V(2), V(0)), "CREDIT is cut short" },
        { "credit past every number", Frame(Credit, V(2), V(0), V(ulong.MaxValue)), "CREDIT is cut short" },
        { "credit for no call of the peer", Frame(Credit, V(14), V(0), V(1)), "CREDIT for a call that was never made" },
        { "credit for no call of this side", Frame(Credit, V(15), V(1), V(1)), "credit for a call that was never made" },
        { "a stop cut short", Frame(StreamStop, V(3)), "STREAM-STOP is cut short" },
        { "a stop for a result", Frame(StreamStop, V(2), V(0)), "which ends with CANCEL" },
        { "a stop for no call", Frame(StreamStop, V(15), V(1)), "for a call that was never made" },
        { "a release cut short", Frame(Release), "RELEASE is cut short" },
        { "a settlement cut short", Frame(Settle, V(2), V(0), V(0)), "SETTLE is cut short" },
        { "a settlement with a strange end", Frame(Settle, V(2), V(0), V(0), V(3)), "SETTLE is cut short" },
        { "a settlement for no call of the peer", Frame(Settle, V(14), V(0), V(0), V(1)), "SETTLE for a result that is none" },
        { "a settlement for no call of this side", Frame(Settle, V(15), V(0), V(0), V(1)), "SETTLE for a call that was never made" },
        { "a settlement for an argument of the peer's own", Join(AddCall(1), Frame(Settle, V(2), V(1), V(0), V(1))), "SETTLE for a result that is none" },
        { "a settlement of references that were not sent", Join(AddCall(1), Frame(Settle, V(2), V(0), V(1), V(1))), "SETTLE of references that were not sent" },
        { "a release of nothing shared", Frame(Release, V(3), V(1)), "RELEASE of a reference that was never shared" },
    };

    [Theory]
    [MemberData(nameof(WrongFrames), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_frame_is_named_and_ends_the_session(string what, byte[] message, string sentence)
    {
        Assert.NotEmpty(what);
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(message);
        await peer.ExpectProtocolErrorAsync(sentence);
    }

    [Fact]
    public async Task Arguments_after_the_last_end_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, "WaitAsync"));
        await peer.Service.Waiting.Task.Soon();
        peer.Send(Frame(Arguments, V(1), V(0), [1]));
        await peer.ExpectProtocolErrorAsync("ARGUMENTS after the last");
    }

    [Fact]
    public async Task Data_for_a_stream_the_call_does_not_have_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, "WaitAsync"));
        await peer.Service.Waiting.Task.Soon();
        peer.Send(Frame(Data, V(2), V(1), [1, 1]));
        await peer.ExpectProtocolErrorAsync("DATA for a stream the call does not have");
    }

    [Theory]
    [InlineData(Data, "DATA after the end of its stream")]
    [InlineData(DataEnd, "DATA after the end of its stream")]
    [InlineData(StreamError, "STREAM-ERROR after the end of its stream")]
    public async Task Items_after_the_end_of_their_stream_end_the_session(byte type, string sentence)
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var gate = new TaskCompletionSource<long>();
        peer.Service.OnSum = (_, _) => new(gate.Task);
        peer.Send(CallOf(1, "SumAsync"), Frame(Data, V(2), V(1), [4, 1, 0, 0, 0]), Frame(DataEnd, V(2), V(1)));
        peer.Send(Frame(type, V(2), V(1), V(4), S("abc")));
        await peer.ExpectProtocolErrorAsync(sentence);
        gate.SetResult(0);
    }

    [Fact]
    public async Task Items_of_a_stream_its_handler_has_left_are_ignored_while_they_are_under_way()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var gate = new TaskCompletionSource<long>();
        peer.Service.OnSum = async (numbers, token) =>
        {
            await foreach (var number in numbers.WithCancellation(token))
            {
                break;
            }

            return await gate.Task;
        };
        peer.Send(CallOf(1, "SumAsync"), Frame(Data, V(2), V(1), [4, 1, 0, 0, 0]));
        await peer.ExpectAsync(StreamStop);
        peer.Send(Frame(Data, V(2), V(1), [4, 2, 0, 0, 0]), Frame(DataEnd, V(2), V(1)));
        gate.SetResult(5);
        Assert.Equal([1, 0, 5, 0, 0, 0, 0, 0, 0, 0], await peer.ExpectAsync(Result));
        await peer.ExpectAliveAsync(2);
    }

    [Fact]
    public async Task A_streamed_argument_without_items_that_was_read_to_its_end_needs_no_settlement()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, "SumAsync"), Frame(DataEnd, V(2), V(1)));
        (byte Type, byte[] Payload) frame;
        while ((frame = await peer.NextAsync()).Type != Result)
        {
            Assert.NotEqual(Settle, frame.Type);
        }

        peer.Send(AddCall(2));
        while ((frame = await peer.NextAsync()).Type != Result)
        {
            Assert.NotEqual(Settle, frame.Type);
        }
    }

    [Fact]
    public async Task Late_frames_for_calls_that_are_over_are_ignored()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        await peer.ExpectAliveAsync(1);
        peer.Send(
            Frame(Arguments, V(1), V(0), [1]), Frame(Cancel, V(1), V(1)), Frame(Data, V(2), V(1), [1]), Frame(DataEnd, V(2), V(1)),
            Frame(StreamError, V(2), V(1), V(5), S("late")), Frame(Credit, V(2), V(0), V(1)));
        await peer.ExpectAliveAsync(2);
    }

    [Fact]
    public async Task Unknown_flags_a_lacking_method_and_a_dead_reference_fail_their_call_alone()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(AddCall(1, 1UL << 40));
        await peer.ExpectErrorAsync(1, PeerStatus.Unimplemented);
        peer.Send(Frame(Call, V(2), V(0), U(0xdead)));
        await peer.ExpectErrorAsync(2, PeerStatus.Unimplemented);
        peer.Send(AddCall(3, Target, [2], V(99)));
        await peer.ExpectErrorAsync(3, PeerStatus.NotFound);
        peer.Send(AddCall(4, Target, [1], S("nobody")));
        await peer.ExpectErrorAsync(4, PeerStatus.Unimplemented);
        await peer.ExpectAliveAsync(5);
    }

    [Theory]
    [InlineData("AddAsync", new byte[0])]
    [InlineData("AddAsync", new byte[] { 1, 2, 3 })]
    [InlineData("AddAsync", new byte[] { 1, 0, 0, 0, 2, 0, 0, 0, 9 })]
    [InlineData("EchoAsync", new byte[] { 0xff, 0xff, 0xff, 0x7f })]
    [InlineData("EchoAsync", new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0 })]
    [InlineData("EchoBytesAsync", new byte[] { 0xff, 0xff, 0xff, 0x7e, 1 })]
    public async Task Arguments_that_are_no_arguments_fail_their_call_alone(string method, byte[] arguments)
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(CallOf(1, method, 0, arguments));
        await peer.ExpectErrorAsync(1, PeerStatus.InvalidData);
        await peer.ExpectAliveAsync(2);
    }

    [Theory]
    [InlineData(new byte[0], PeerStatus.InvalidData)]
    [InlineData(new byte[] { 1, 0 }, PeerStatus.InvalidData)]
    [InlineData(new byte[] { 1, 0, 0, 0, 7 }, PeerStatus.InvalidData)]
    public async Task A_result_that_is_none_fails_its_call_alone(byte[] result, PeerStatus status)
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Result, V(1), V(0), result));
        Assert.Equal(status, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task A_second_answer_is_ignored_and_the_call_ends_once()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Result, V(1), V(0), [2, 0, 0, 0]), Frame(Result, V(1), V(0), [3, 0, 0, 0]), Frame(Error, V(1), V(5), S("late")));
        Assert.Equal(2, await call.Soon());
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task An_error_that_says_all_is_well_is_an_error_all_the_same()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Error, V(1), V(0), S("fine")));
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task An_unknown_status_is_kept_as_it_is()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Error, V(1), V(4711), S("from the future")));
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(4711, (int)error.Status);
        Assert.Contains("from the future", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_the_wrong_kind_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Data, V(3), V(0), [1, 1]));
        await peer.ExpectProtocolErrorAsync("DATA for a call that answers without a stream");
        Assert.Equal(PeerStatus.ProtocolError, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
    }

    [Fact]
    public async Task A_frame_for_a_call_that_still_waits_to_be_sent_ends_the_session()
    {
        await using var peer = ScriptedPeer.Silent();
        peer.Send(SayHello(calls: 1, contracts: 1), AnnounceTestContract());
        await peer.Victim.Connected.Soon();
        var remote = peer.Victim.GetRemote<ITestContract>();
        Task<int>[] calls = [remote.AddAsync(1, 1).AsTask(), remote.AddAsync(2, 2).AsTask()];
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Result, V(2), V(0), [4, 0, 0, 0]));
        await peer.ExpectProtocolErrorAsync("RESULT for a call that was never made");
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        }
    }

    [Fact]
    public async Task A_plain_result_for_a_stream_ends_the_session()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        var stream = StreamTests.ToList(peer.Victim.GetRemote<ITestContract>().CountAsync(5));
        await peer.ExpectAsync(Call);
        peer.Send(Frame(Result, V(1), V(0), [1]));
        await peer.ExpectProtocolErrorAsync("RESULT for a call that answers with a stream");
        await Assert.ThrowsAsync<PeerException>(() => stream.Soon());
    }

    [Fact]
    public async Task A_goodbye_full_of_lies_ends_the_session_with_the_peers_words()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(Frame(Goodbye, V(99), V(ulong.MaxValue), S("I am leaving")));
        var end = await peer.Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, end.Kind);
        Assert.Contains("I am leaving", end.Message, StringComparison.Ordinal);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task Nothing_is_read_after_the_frame_that_was_wrong()
    {
        await using var peer = await ScriptedPeer.ConnectAsync();
        peer.Send(Frame(0x7f), CallOf(1, "NoteAsync", OneWay, Encoding.UTF8.GetBytes("x")), SayHello());
        await peer.ExpectProtocolErrorAsync("unknown type 0x7f");
        Assert.Equal(0, peer.Victim.GetStatistics().CallsHandled);
    }

    private static byte[] HugeHeaders(int count)
    {
        var header = Join(S("name"), S(new string('v', 8000)));
        return Join([.. Enumerable.Repeat(header, count)]);
    }
}
