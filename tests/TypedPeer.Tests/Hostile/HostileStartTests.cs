using TypedPeer.TestSupport;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Ending;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that begins badly.</summary>
public class HostileStartTests
{
    public static TheoryData<string, byte[], string> WrongStarts => new()
    {
        { "another protocol", Frame(Hello, "SSH"u8.ToArray(), V(1), V(1)), "does not speak this protocol" },
        { "an empty hello", Frame(Hello), "does not speak this protocol" },
        { "a hello without versions", Frame(Hello, "TPP"u8.ToArray()), "HELLO is cut short" },
        { "a hello without limits", Frame(Hello, "TPP"u8.ToArray(), V(1), V(1), V(1000)), "HELLO is cut short" },
        { "a newer protocol only", SayHello(oldest: 2, newest: 9), "versions 2 to 9" },
        { "an older protocol only", SayHello(oldest: 0, newest: 0), "versions 0 to 0" },
        { "a call window of one byte", SayHello(callWindow: 1), "call window is smaller than one frame" },
        { "a billion contracts", SayHello(contracts: 1_000_000_000), "more than 4096 contracts" },
        { "a limit past every number", SayHello(streamWindow: ulong.MaxValue), "HELLO is cut short" },
        { "a second hello", Join(SayHello(), SayHello()), "a second HELLO" },
        { "a contract before the hello", Frame(Contract, U(1), U(2), V(0)), "more CONTRACT frames than announced" },
        { "an unannounced contract", Join(SayHello(), Frame(Contract, U(1), U(2), V(0))), "more CONTRACT frames than announced" },
        { "a contract cut short", Join(SayHello(contracts: 1), Frame(Contract, U(1))), "CONTRACT is cut short" },
        { "fewer methods than said", Join(SayHello(contracts: 1), Frame(Contract, U(1), U(2), V(9), U(3), U(4))), "CONTRACT is cut short" },
        { "too many methods", Join(SayHello(contracts: 1), Frame(Contract, U(1), U(2), V(1 << 20))), "more than 16384 methods" },
        { "a call before the hello", AddCall(1), "does not begin with HELLO" },
        { "a call before all contracts", Join(SayHello(contracts: 1), AddCall(1)), "does not begin with HELLO" },
        { "credit before the hello", Frame(CallCredit, V(5)), "does not begin with HELLO" },
        { "an unknown frame before the hello", Frame(0x7f), "does not begin with HELLO" },
    };

    [Theory]
    [MemberData(nameof(WrongStarts), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_start_is_named_and_ends_the_session(string what, byte[] message, string sentence)
    {
        Assert.NotEmpty(what);
        await using var peer = ScriptedPeer.Silent();
        peer.Send(message);
        await peer.ExpectProtocolErrorAsync(sentence);
    }

    [Fact]
    public async Task A_hello_cut_short_anywhere_is_an_error_and_never_a_crash()
    {
        var hello = SayHello(contracts: 1);
        for (var length = 1; length < hello.Length; length++)
        {
            await using var peer = ScriptedPeer.Silent();
            peer.Send(hello[..length]);
            await peer.ExpectProtocolErrorAsync(string.Empty);
        }
    }

    [Fact]
    public async Task A_hello_that_dribbles_in_single_bytes_is_refused_since_frames_never_span_messages()
    {
        await using var peer = ScriptedPeer.Silent();
        foreach (var b in SayHello())
        {
            peer.Send([b]);
        }

        await peer.ExpectProtocolErrorAsync("a frame is longer than its message");
    }

    [Fact]
    public async Task A_peer_that_never_says_hello_is_given_up()
    {
        var clock = new ManualTimeProvider();
        await using var peer = ScriptedPeer.Silent(new() { TimeProvider = clock, HandshakeTimeout = TimeSpan.FromSeconds(7) });
        var call = peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        await peer.ExpectAsync(Hello);
        await clock.IsSetWithinAsync(TimeSpan.FromSeconds(8));
        clock.Advance(TimeSpan.FromSeconds(8));
        var end = await peer.Victim.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Kind);
        Assert.Contains("never said hello", end.Message, StringComparison.Ordinal);
        Assert.Equal(PeerCallFate.NotSent, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Fate);
        await peer.ExpectOthersUnharmedAsync();
    }

    [Fact]
    public async Task A_peer_that_is_not_authorised_is_shown_no_contract()
    {
        await using var peer = ScriptedPeer.Silent(new() { AuthorizePeer = static _ => false });
        peer.Send(SayHello(contracts: 1), AnnounceTestContract(), AddCall(1));
        var hello = await peer.ExpectAsync(Hello);
        Assert.Equal([0, 3], hello[^2..]);
        var (type, payload) = await peer.NextAsync();
        Assert.Equal(Goodbye, type);
        Assert.Equal((byte)PeerStatus.PermissionDenied, payload[0]);
        Assert.Equal(PeerSessionEndKind.NotAuthorized, (await peer.Victim.Completion.Soon()).Kind);
        Assert.Equal(0, peer.Victim.GetStatistics().CallsHandled);
    }

    [Fact]
    public async Task A_method_with_another_shape_at_the_peer_is_named_and_the_others_work()
    {
        await using var peer = ScriptedPeer.Silent();
        var methods = CompilerServices.PeerContractDescriptor.Of<ITestContract>().Methods.ToArray();
        var add = methods.Single(method => method.Signature.StartsWith("AddAsync", StringComparison.Ordinal));
        peer.Send(
            SayHello(contracts: 1),
            Frame(
                Contract,
                U(CompilerServices.NameHash.Of(CompilerServices.PeerContractDescriptor.Of<ITestContract>().Name)), U(1), V((ulong)methods.Length),
                Join([.. methods.Select(method => Join(U(method.Id), U(method == add ? method.Shape + 1 : method.Shape)))])));
        await peer.Victim.Connected.Soon();
        var remote = peer.Victim.GetRemote<ITestContract>();
        var error = await Assert.ThrowsAsync<PeerException>(() => remote.AddAsync(1, 2).Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
        Assert.Contains("ITestContract.AddAsync(int, int), but its parameters or its result have another shape there", error.Message, StringComparison.Ordinal);
        var call = remote.EchoBytesAsync([]).AsTask();
        Assert.Equal(1, (await peer.ExpectAsync(Call))[0]);
        Assert.False(call.IsCompleted);
        peer.Break();
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
    }

    [Fact]
    public async Task Extensions_of_a_later_version_are_skipped()
    {
        await using var peer = ScriptedPeer.Silent();
        peer.Send(
            Frame(0x90, new byte[100]),
            Frame(Hello, "TPP"u8.ToArray(), V(1), V(9), V(1 << 20), V(10), V(1 << 20), V(1 << 20), V(0), [1, 2, 3, 4]),
            Frame(0xff));
        await peer.ExpectAliveAsync(1);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_makes_calls_fail_by_name_and_not_hang()
    {
        await using var peer = ScriptedPeer.Silent();
        peer.Send(SayHello(maxMessage: 0, contracts: 1), AnnounceTestContract());
        await peer.Victim.Connected.Soon();
        var refused = await Assert.ThrowsAsync<PeerException>(() => peer.Victim.GetRemote<ITestContract>().AddAsync(1, 1).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.Equal(PeerCallFate.NotSent, refused.Fate);
    }

    [Fact]
    public async Task A_peer_that_allows_no_calls_makes_them_wait_and_the_waiting_is_bounded()
    {
        await using var peer = ScriptedPeer.Silent(new() { MaxQueuedCallBytes = 64 * 1024 });
        peer.Send(SayHello(calls: 0, contracts: 1), AnnounceTestContract());
        await peer.Victim.Connected.Soon();
        var remote = peer.Victim.GetRemote<ITestContract>();
        var waiting = remote.EchoAsync("waits").AsTask();
        var calls = Enumerable.Range(0, 1000).Select(_ => remote.EchoAsync(new string('x', 100)).AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<PeerException>(() => calls[^1].Soon());
        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.Contains(nameof(PeerSessionOptions.MaxQueuedCallBytes), refused.Message, StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        peer.Break();
        await Assert.ThrowsAsync<PeerException>(() => waiting.Soon());
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAsync<PeerException>(() => call))).Soon();
    }
}
