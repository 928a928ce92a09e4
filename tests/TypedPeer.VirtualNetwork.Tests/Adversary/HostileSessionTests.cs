using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Adversary;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Adversary;

/// <summary>A session on a whole peer, against frames that come in valid SCTP from somebody who was let in.</summary>
public sealed class HostileSessionTests
{
    private const uint Binary = 53;
    private const int Rounds = 12;

    [Fact]
    public void Changed_frames_from_an_attacker_who_was_let_in_end_at_most_the_session()
    {
        var first = TestSeed.First(900);
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var random = new Random(seed);
            using var world = new VirtualWorld(seed) { HasOutsiders = true };
            using var victim = new VirtualPeer(world, new PeerConnectionOptions { TimeProvider = world.Time }, PeerPair.LeftAddress + ":5001") { KeepsMessages = true };
            var channel = victim.CreateChannel("c", new DataChannelOptions { Negotiated = true, Id = 0 });
            using var attacker = new SctpAdversary(world, PeerPair.RightAddress + ":5002");
            attacker.Connect(victim);
            var session = PeerSession.Start(channel, peer => peer.Serve<IProbe>(new Probe()), new PeerSessionOptions { TimeProvider = world.Time }, new VirtualExecutor(world));
            Assert.True(world.RunUntil(() => attacker.Messages.Count > 0), $"seed {seed}");

            // The victim's own hello makes the attacker a peer that serves and calls the same; then its frames come back changed.
            ushort sequence = 0;
            attacker.SayMessage(0, sequence++, Binary, attacker.Messages[0].Payload);
            world.Run(50_000);
            var calls = Enumerable.Range(0, 5).Select(number => session.GetRemote<IProbe>().DoubleAsync(number).AsTask()).ToList();
            world.Run(50_000);
            for (var round = 0; round < 100 && !channel.IsClosed; round++)
            {
                attacker.SayMessage(0, sequence++, Binary, Change(attacker.Messages[random.Next(attacker.Messages.Count)].Payload, random));
                world.Run(5_000);
            }

            victim.Close();
            Assert.True(world.RunUntil(() => session.Completion.IsCompleted && calls.TrueForAll(call => call.IsCompleted), 120_000_000), $"seed {seed}");
            Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully || call.Exception?.InnerException is PeerException, $"seed {seed}: {call.Exception}"));
        }
    }

    private static byte[] Change(byte[] original, Random random)
    {
        var bytes = original.AsSpan(0, random.Next(4) == 0 ? random.Next(1, original.Length + 1) : original.Length).ToArray();
        for (var flips = random.Next(4); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
