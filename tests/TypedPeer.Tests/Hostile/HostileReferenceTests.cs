using TypedPeer.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>A peer that lies about the references it was sent, or says nothing of them.</summary>
public sealed class HostileReferenceTests : IAsyncDisposable
{
    private const int MaxReferences = 8;
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly FlightService _service = new();
    private readonly PeerSession _victim;

    public HostileReferenceTests()
    {
        var (mine, victims) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        _victim = PeerSession.Start(victims, peer => peer.Serve(_service), new() { MaxReferences = MaxReferences });
        _service.Gate.SetResult();
        Send(SayHello());
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Break();
        await _victim.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_never_settles_what_it_was_sent_is_refused_more_by_name()
    {
        var first = new Account("first");
        var second = new Account("second");
        var calls = 0UL;
        _service.NewAccount = () => calls % 2 == 0 ? first : second;
        while (++calls <= 8 * MaxReferences)
        {
            Send(CallOf(calls, "GiveAsync"));
            Assert.Equal(2, (await ExpectAsync(Result))[calls < 128 ? 1 : 2]);
        }

        Send(CallOf(calls, "GiveAsync"));
        var error = await ExpectAsync(Error);
        Assert.Equal((byte)PeerStatus.LimitExceeded, error[calls < 128 ? 1 : 2]);
        Assert.Equal(2, _victim.GetStatistics().ReferencesShared);

        // Nothing was taken: all of it is given back, and the session goes on.
        for (var call = 1UL; call < calls; call++)
        {
            Send(Frame(Settle, V(call << 1), V(0), V(0), V(1)));
        }

        Send(CallOf(++calls, "GiveAsync"));
        await ExpectAsync(Result);
        Assert.Equal(1, _victim.GetStatistics().ReferencesShared);
        Assert.False(_victim.Completion.IsCompleted);
    }

    [Fact]
    public async Task Parts_whose_references_were_all_taken_and_that_are_never_ended_do_not_pile_up()
    {
        var one = new Account("one");
        _service.NewAccount = () => one;
        var calls = 0UL;
        while (++calls <= 16 * MaxReferences)
        {
            Send(CallOf(calls, "GiveAsync"));
            await ExpectAsync(Result);
            Send(Frame(Settle, V(calls << 1), V(0), V(1), V(0)));
        }

        Send(CallOf(calls, "GiveAsync"));
        Assert.Equal((byte)PeerStatus.LimitExceeded, (await ExpectAsync(Error))[2]);
        Assert.Equal(1, _victim.GetStatistics().ReferencesShared);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public async Task Settling_more_than_was_sent_or_with_a_strange_end_ends_the_session(int taken, int end)
    {
        Send(CallOf(1, "GiveAsync"));
        await ExpectAsync(Result);
        Send(Frame(Settle, V(2), V(0), V((ulong)taken), V((ulong)end)));
        Assert.Contains("SETTLE", (await _victim.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Giving_back_what_was_never_taken_ends_the_session_when_it_is_settled()
    {
        Send(CallOf(1, "GiveAsync"));
        var result = await ExpectAsync(Result);
        Send(Frame(Release, V((ulong)result[2] >> 1), V(1)));
        Send(Frame(Settle, V(2), V(0), V(0), V(1)));
        Assert.Contains("were given back", (await _victim.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2UL)]
    [InlineData(ulong.MaxValue)]
    public async Task Giving_back_more_than_was_shared_ends_the_session(ulong count)
    {
        Send(CallOf(1, "GiveAsync"));
        var result = await ExpectAsync(Result);
        Send(Frame(Release, V((ulong)result[2] >> 1), V(count)));
        Assert.Contains("RELEASE of more references than were shared", (await _victim.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_that_was_taken_and_released_before_it_was_settled_is_gone()
    {
        Send(CallOf(1, "GiveAsync"));
        var result = await ExpectAsync(Result);
        Send(Frame(Release, V((ulong)result[2] >> 1), V(1)), Frame(Settle, V(2), V(0), V(1), V(1)));
        Send(CallOf(2, "BlockAsync"));
        await ExpectAsync(Result);
        Assert.Equal(0, _victim.GetStatistics().ReferencesShared);
        Assert.Equal(0, _victim.Driver.Core.References.Unsettled);
    }

    [Fact]
    public async Task A_call_that_is_refused_settles_everything_in_it()
    {
        Send(Frame(Call, V(1), V(Settles), U(0xdead), [1, 2, 3]));
        Assert.Equal([3, 0, 0, 2], await ExpectAsync(Settle));
        await ExpectAsync(Error);
        Send(Frame(Call, V(2), V(Settles | OneWay), U(0xdead), [1, 2, 3]));
        Assert.Equal([5, 0, 0, 2], await ExpectAsync(Settle));
        Assert.Equal(0, _victim.GetStatistics().ReferencesHeld);
    }

    [Fact]
    public async Task More_references_than_may_be_held_fail_their_call_and_are_given_back()
    {
        for (var id = 1UL; id <= MaxReferences; id++)
        {
            Send(CallOf(id, "TellAsync", OneWay | Settles, V(id << 1)));
            Assert.Equal([(byte)((id << 1) + 1), 0, 1, 1], await ExpectAsync(Settle));
        }

        Send(CallOf(100, "TakeAsync", Settles, V(100 << 1), [1, 0], [0, 0, 0, 0]));
        Assert.Equal([201, 1, 0, 0, 1], await ExpectAsync(Settle));
        Assert.Equal((byte)PeerStatus.LimitExceeded, (await ExpectAsync(Error))[1]);
        Assert.Equal(MaxReferences, _victim.GetStatistics().ReferencesHeld);
        Assert.Equal(MaxReferences, _service.Kept.Count);
    }

    [Fact]
    public async Task One_object_under_several_contracts_by_turns_is_held_once_as_each_and_every_hold_counts()
    {
        var (mine, victims) = InMemoryPeerChannel.CreatePair();
        var inbox = Inbox.AttachTo(mine);
        var measured = new MeasuredService();
        var flights = new FlightService();
        await using var victim = PeerSession.Start(victims, peer => peer.Serve(flights).Serve<IMeasured>(measured), new() { MaxReferences = MaxReferences });
        var lend = PeerContractDescriptor.Of<IMeasured>().Methods.ToArray().Single(m => m.Signature.StartsWith("LendAsync(", StringComparison.Ordinal)).Id;
        mine.Send(SayHello());
        var id = 0UL;
        for (var turn = 0; turn < 2 * MaxReferences; turn++)
        {
            mine.Send(CallOf(++id, "TellAsync", OneWay, V(1 << 1)));
            mine.Send(Frame(Call, V(++id), V(0), U(lend), V(1 << 1)));
            await AnswerAsync(Result, id);
            mine.Send(Frame(Release, V((ulong)turn + 1), V(1)));
        }

        await Bound.Until(() => flights.Kept.Count == 2 * MaxReferences);
        Assert.Equal(2, victim.GetStatistics().ReferencesHeld);
        Assert.Single(measured.Kept.Distinct());
        Assert.Single(flights.Kept.Distinct());

        // What is given back is counted no more, as one contract and not as the other.
        Assert.True(PeerReference.Release(measured.Kept[0]));
        Assert.Equal(1, victim.GetStatistics().ReferencesHeld);
        for (var other = 2UL; other <= MaxReferences; other++)
        {
            mine.Send(CallOf(++id, "TellAsync", OneWay, V(other << 1)));
        }

        await Bound.Until(() => flights.Kept.Count == (3 * MaxReferences) - 1);
        mine.Send(Frame(Call, V(++id), V(0), U(lend), V(1 << 1)));
        var error = await AnswerAsync(Error, id);
        Assert.Equal((byte)PeerStatus.LimitExceeded, error[1]);
        Assert.Equal(MaxReferences, victim.GetStatistics().ReferencesHeld);
        mine.Break();

        async Task<byte[]> AnswerAsync(byte type, ulong call)
        {
            while (true)
            {
                foreach (var frame in Frames(await inbox.NextAsync()))
                {
                    if (frame.Type == type && frame.Payload[0] == call)
                    {
                        return frame.Payload;
                    }
                }
            }
        }
    }

    private static byte[] CallOf(ulong id, string method, ulong flags = 0, params ReadOnlySpan<byte[]> rest)
    {
        var methods = PeerContractDescriptor.Of<IFlightContract>().Methods.ToArray();
        return Frame(Call, V(id), V(flags), U(methods.Single(m => m.Signature.StartsWith(method + "(", StringComparison.Ordinal)).Id), Join(rest));
    }

    private void Send(params ReadOnlySpan<byte[]> frames) => _channel.Send(Join(frames));

    private readonly Queue<(byte Type, byte[] Payload)> _frames = new();

    private async Task<byte[]> ExpectAsync(byte type)
    {
        while (true)
        {
            while (_frames.TryDequeue(out var frame))
            {
                if (frame.Type == type)
                {
                    return frame.Payload;
                }
            }

            foreach (var frame in Frames(await _inbox.NextAsync()))
            {
                _frames.Enqueue(frame);
            }
        }
    }
}
