using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;
using TypedPeer.Testing;
using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

/// <summary>A peer that resumes, and means no good.</summary>
public class HostileResumeTests
{
    private static PeerSessionOptions Options => new() { ResumeTimeout = TimeSpan.FromSeconds(30) };

    public static TheoryData<string, string> Wrong => new()
    {
        { "ACK huge", "ACK of what was not sent, or was acknowledged" },
        { "ACK back", "ACK of what was not sent, or was acknowledged" },
        { "ACK cut", "ACK of what was not sent, or was acknowledged" },
        { "CONTINUE again", "CONTINUE leaves messages out" },
        { "KEY again", "RESUME-KEY is wrong" },
        { "PART huge", "PART of a message that is too long" },
        { "PART empty", "PART of a message that is too long" },
        { "PART interrupted", "a message came between the parts of another" },
        { "PART of another length", "PART does not fit the one before it" },
        { "RESUME late", "a frame of the type 0x84 in a session that goes on" },
        { "SUSPEND cut", "SUSPEND is cut short" },
        { "SUSPEND for ever", "SUSPEND is cut short" },
        { "PROOF late", "a frame of the type 0x85 in a session that goes on" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_frame_of_resuming_is_named_and_ends_the_session(string what, string error)
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, [1, 2, 3]));
        pair.Settle();
        var player = pair.Players[0];
        foreach (var message in MessagesOf(what))
        {
            Assert.False(player.Core.HasEnded);
            player.Play(new(CoreStepKind.Message, pair.Now, 0, message));
        }

        Assert.Equal($"The peer broke the protocol: {error}.", player.Core.End!.Message);
    }

    [Fact]
    public void CONTINUE_before_the_key_is_wrong()
    {
        var delivery = new ResumableDelivery(new byte[SessionKey.Size], 1024);
        var reader = new FrameReader([1]);

        Assert.Equal("CONTINUE leaves messages out", delivery.OnContinue(ref reader));
    }

    [Fact]
    public void A_flood_of_acknowledgements_costs_nothing_that_stays()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        var player = pair.Players[0];
        var message = Enumerable.Repeat(Count(FrameType.Ack, 1), 1000).SelectMany(static frame => frame).ToArray();
        var held = player.Core.State.Delivery!.Held;
        for (var i = 0; i < 50; i++)
        {
            player.Play(new(CoreStepKind.Message, pair.Now, 0, message));
        }

        Assert.False(player.Core.HasEnded);
        Assert.InRange(player.Core.State.Delivery!.Held, 0, held);
        Assert.Equal(0, player.Core.Send.QueuedBytes);
    }

    [Fact]
    public void Parts_without_an_end_hold_one_message_at_most()
    {
        var pair = new ResumePair(new(1), [Options, Options], 64 * 1024);
        pair.Settle();
        var player = pair.Players[0];
        var rest = ResumableDelivery.MaxMessage - 1;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (; rest > 0 && !player.Core.HasEnded; rest--)
        {
            player.Core.Receive(Part((ulong)rest, [1]), pair.Now);
        }

        Assert.False(player.Core.HasEnded);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * ResumableDelivery.MaxMessage * 4);
    }

    [Fact]
    public async Task However_many_channels_a_peer_brings_and_says_nothing_on_four_are_held_and_the_session_goes_on()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await ResumedSessions.CutAsync(pair.First, pair.Second);
        var attempts = new List<Task<bool>>();
        var ends = new List<InMemoryPeerChannel>();
        for (var i = 0; i < 50; i++)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            second.Attach(new Inbox());
            ends.Add(second);
            attempts.Add(pair.First.ResumeAsync(first));
        }

        await Task.WhenAll(ends.Take(46).Select(static end => end.Closed)).Soon();
        await Bound.Until(() => attempts.Count(static attempt => !attempt.IsCompleted) == 4);
        await ResumedSessions.GoOnAsync(pair.First, pair.Second);
        Assert.All(await Task.WhenAll(attempts).Soon(), Assert.False);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_peer_that_resumes_again_and_again_in_a_circle_gets_its_calls_answered_and_leaves_nothing_behind()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        for (var i = 0; i < 100; i++)
        {
            var call = pair.Remote.AddAsync(i, 1).AsTask();
            await ResumedSessions.AgreedAsync(pair.First, pair.Second);
            var left = pair.First.Channel;
            await ResumedSessions.GoOnAsync(pair.First, pair.Second);
            Assert.Equal(i + 1, await call.Soon());
            await left.Closed.Soon();
        }

        Assert.InRange(pair.First.BytesKept + pair.Second.BytesKept, 0, 64 * 1024);
    }

    [Fact]
    public async Task What_was_said_on_one_channel_is_worth_nothing_on_another()
    {
        await using var pair = SessionPair.Create(Options);
        await pair.First.Connected.Soon();
        await ResumedSessions.AgreedAsync(pair.First, pair.Second);
        var (one, other) = InMemoryPeerChannel.CreatePair();
        var heard = new RecordingChannel(other);
        Assert.All(await Task.WhenAll(pair.First.ResumeAsync(one), pair.Second.ResumeAsync(heard)).Soon(), Assert.True);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        await ResumedSessions.CutAsync(pair.First, pair.Second);

        var (first, second) = InMemoryPeerChannel.CreatePair();
        second.Attach(new Inbox());
        var outcome = pair.First.ResumeAsync(first);
        foreach (var message in heard.Sent.Where(static message => ResumeFrames.Resumes(message)))
        {
            second.Send(message);
        }

        Assert.False(await outcome.Soon());
        Assert.True(pair.First.IsSuspended);
    }

    private static IEnumerable<byte[]> MessagesOf(string what) => what switch
    {
        "ACK huge" => [Count(FrameType.Ack, long.MaxValue)],
        "ACK back" => [Count(FrameType.Ack, 2), Count(FrameType.Ack, 1)],
        "ACK cut" => [[(byte)FrameType.Ack, 0]],
        "CONTINUE again" => [Count(FrameType.Continue, 1)],
        "KEY again" => [ResumeFrames.Key(new byte[SessionKey.Size])],
        "PART huge" => [Part(ulong.MaxValue / 2, [1])],
        "PART empty" => [Part(1, [])],
        "PART interrupted" => [Part(10, [1]), Count(FrameType.Ack, 1)],
        "PART of another length" => [Part(10, [1]), Part(8, [1])],
        "RESUME late" => [ResumeFrames.Resume(new byte[SessionKey.NameSize], new byte[SessionKey.Size], 1, tellsIdentity: false)],
        "SUSPEND cut" => [[(byte)FrameType.Suspend, 0]],
        "SUSPEND for ever" => [Count(FrameType.Suspend, long.MaxValue)],
        "PROOF late" => [ResumeFrames.Proof(new byte[SessionKey.Size])],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static byte[] Count(FrameType type, long count)
    {
        var bytes = new byte[ResumeFrames.MaxCount];
        return bytes[..ResumeFrames.Count(bytes, type, count)];
    }

    private static byte[] Part(ulong rest, byte[] bytes)
    {
        var frame = new byte[64];
        var writer = new FrameWriter(frame, FrameType.Part, Varint.Size(rest) + bytes.Length);
        writer.Varint(rest);
        writer.Bytes(bytes);
        return frame[..writer.Position];
    }
}
