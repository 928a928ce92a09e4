using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp;
using TypedPeer.Testing;
using TypedPeer.VirtualNetwork.Adversary;

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
            Assert.Equal(takes ? SctpSendResult.Queued : SctpSendResult.AssociationEnding, association.Send(1, Binary, [1], default, now));
            Assert.NotEqual(SctpSendResult.Queued, association.Send(ushort.MaxValue, Binary, [1], default, now));
            association.ResetStream(1, now);
            Assert.NotEqual(SctpSendResult.Queued, association.Send(1, Binary, [1], default, now));
        });
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
