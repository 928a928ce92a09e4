using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.VirtualNetwork.Adversary;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Adversary;

/// <summary>Whole peers (ICE, DTLS, SCTP, channels) in every state, against an attacker they let in and who writes his SCTP by hand.</summary>
public sealed class AuthenticatedAttackerTests
{
    private const uint Binary = 53;

    public static TheoryData<string> States => new(VictimStates.All.Select(state => state.ToString()));

    [Fact]
    public void An_attacker_of_the_harness_comes_in_and_is_heard_and_hears()
    {
        using var scene = new Scene(1);
        scene.Attacker.Connect(scene.Victim);
        scene.Attacker.SayMessage(0, 0, Binary, [1, 2, 3]);
        Assert.True(scene.World.RunUntil(() => scene.Channel.Messages.Count == 1));
        scene.Channel.Send(new byte[5000]);
        Assert.True(scene.World.RunUntil(() => scene.Attacker.Messages.Count == 1));
        Assert.Equal(5000, scene.Attacker.Messages[0].Payload.Length);
    }

    /// <summary>Each chunk into a connection of its own, then again and among others into one connection; the program sends throughout.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void No_chunk_in_any_state_lets_an_exception_out_of_a_whole_peer(string name)
    {
        var state = Enum.Parse<SctpState>(name);
        using var scene = new Scene(TestSeed.First(2));
        scene.Reach(state);
        var sent = HostileChunks.Create(scene.Attacker.VictimCumulative, scene.Attacker.NextTsn, SctpAdversary.FirstTsn).ToList();
        foreach (var (what, chunk) in sent.Where(item => item.Chunk[0] != SctpChunkType.Abort))
        {
            scene.Say(what, chunk);
        }

        scene.World.Run(120_000_000);
        scene.Victim.Close();
        scene.World.Run(120_000_000);
        Assert.NotNull(scene.Victim.Closed);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_single_chunk_in_any_state_leaves_a_peer_that_can_be_closed(string name)
    {
        var state = Enum.Parse<SctpState>(name);
        for (var index = 0; ; index++)
        {
            using var scene = new Scene(TestSeed.First(3) + index);
            scene.Reach(state);
            var chunks = HostileChunks.Create(scene.Attacker.VictimCumulative, scene.Attacker.NextTsn, SctpAdversary.FirstTsn)
                .Where(item => !item.Name.StartsWith("type", StringComparison.Ordinal)).ToList();
            if (index == chunks.Count)
            {
                break;
            }

            scene.Say(chunks[index].Name, chunks[index].Chunk);
            scene.Victim.Close();
            Assert.True(scene.World.RunUntil(() => scene.Victim.Closed is not null, 120_000_000), $"{chunks[index].Name} in {name}");
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Sending_in_any_state_is_answered_with_a_result(string name)
    {
        var state = Enum.Parse<SctpState>(name);
        using var scene = new Scene(TestSeed.First(4));
        scene.Reach(state);
        scene.Victim.Invoke((core, now) =>
        {
            var association = core.Transport.Sctp!;
            var takes = state is SctpState.CookieWait or SctpState.CookieEchoed or SctpState.Established;
            Assert.Equal(takes ? SctpSendResult.Queued : SctpSendResult.AssociationEnding, association.Send(1, Binary, (byte[])[1], default, now));
            Assert.NotEqual(SctpSendResult.Queued, association.Send(ushort.MaxValue, Binary, (byte[])[1], default, now));
            association.ResetStream(1, now);
            Assert.NotEqual(SctpSendResult.Queued, association.Send(1, Binary, (byte[])[1], default, now));
        });
    }

    /// <summary>INIT, and the cookie that the answer brings, twice: a restart where there is an association, a beginning where there is none.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void A_restart_in_any_state_leaves_a_peer_that_can_be_closed(string name)
    {
        using var scene = new Scene(TestSeed.First(5));
        scene.Reach(Enum.Parse<SctpState>(name));
        foreach (var tag in new[] { SctpAdversary.OwnTag, 0x7777_7777u })
        {
            scene.Attacker.Packets.Clear();
            scene.Say("INIT", Crafted.Init(tag, 9));
            if (scene.Attacker.Packets.SelectMany(Crafted.Chunks).FirstOrDefault(chunk => chunk[0] == SctpChunkType.InitAck) is { } answer)
            {
                Assert.True(SctpInit.TryRead(answer.AsSpan(4), [], out var victim, out var cookie, out _));
                var echo = Crafted.Packet(victim.Tag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie.ToArray()));
                scene.Attacker.SayPacket(echo);
                scene.Attacker.SayPacket(echo);
                scene.Say("SACK", Crafted.Sack(scene.Attacker.VictimCumulative, 1000));
            }
        }

        scene.Victim.Close();
        Assert.True(scene.World.RunUntil(() => scene.Victim.Closed is not null, 120_000_000), name);
    }

    [Theory]
    [InlineData(nameof(SctpState.Established))]
    [InlineData(nameof(SctpState.ShutdownSent))]
    [InlineData(nameof(SctpState.ShutdownReceived))]
    public void A_whole_peer_answers_each_chunk_with_hardly_more_bytes_than_it_took_to_send_it(string name)
    {
        const int Times = 200;
        for (var index = 0; ; index++)
        {
            using var scene = new Scene(TestSeed.First(6) + index);
            scene.Reach(Enum.Parse<SctpState>(name));
            var chunks = HostileChunks.Create(scene.Attacker.VictimCumulative, scene.Attacker.NextTsn, SctpAdversary.FirstTsn)
                .Where(item => !item.Name.StartsWith("type", StringComparison.Ordinal)).ToList();
            if (index == chunks.Count)
            {
                break;
            }

            var (what, chunk) = chunks[index];
            var packet = Crafted.Packet(chunk[0] == SctpChunkType.Init ? 0 : scene.Attacker.VictimTag, chunk);
            var (said, heard) = (scene.Attacker.Lower.BytesSaid, scene.Attacker.Lower.BytesHeard);
            for (var i = 0; i < Times; i++)
            {
                scene.Attacker.SayPacket(packet);
                scene.World.Run(1_000);
            }

            said = scene.Attacker.Lower.BytesSaid - said;
            heard = scene.Attacker.Lower.BytesHeard - heard;
            Assert.InRange(heard, 0, (5 * said / 2) + 8_000);
            Assert.NotEmpty(what);
        }
    }

    /// <summary>A victim with one open channel that its program writes to whenever something comes.</summary>
    private sealed class Scene : IDisposable
    {
        public Scene(int seed)
        {
            World = new VirtualWorld(seed);
            Victim = new VirtualPeer(World, PeerPair.LeftAddress + ":5001");
            Channel = Victim.CreateChannel("c", new DataChannelOptions { Negotiated = true, Id = 0 });
            Attacker = new SctpAdversary(World, PeerPair.RightAddress + ":5002");
        }

        public VirtualWorld World { get; }

        public VirtualPeer Victim { get; }

        public VirtualChannel Channel { get; }

        public SctpAdversary Attacker { get; }

        public void Reach(SctpState state) => Attacker.Reach(Victim, state, () => Channel.Send(new byte[3000]));

        public void Say(string what, byte[] chunk)
        {
            try
            {
                Attacker.SayPacket(Crafted.Packet(chunk[0] == SctpChunkType.Init ? 0 : Attacker.VictimTag, chunk));
                World.Run(15_000);
                TrySend();
                World.Run(15_000);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{what}: {failure.Message}", failure);
            }
        }

        public void Dispose()
        {
            Attacker.Dispose();
            Victim.Dispose();
            World.Dispose();
        }

        private void TrySend()
        {
            try
            {
                Channel.Send([1]);
            }
            catch (TypedPeer.Channels.PeerChannelClosedException)
            {
                // The connection is ending: what Send documents.
            }
        }
    }
}
