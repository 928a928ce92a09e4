using System.Buffers.Binary;
using System.Globalization;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>
/// Structure-aware fuzzing: whole packets of the corpus, and of live traffic, changed chunk by chunk and sealed again, into
/// associations in every state, by turns with either control of congestion. Nothing may be thrown, memory stays bounded, deadlines do not spin.
/// </summary>
/// <remarks><c>TYPEDPEER_SEED</c> chooses the first seed, <c>TYPEDPEER_FUZZ_ROUNDS</c> how many there are.</remarks>
public class SctpFuzzTests
{
    private static readonly byte[][] Corpus = File.ReadAllLines(
            Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.DataChannels.Tests", "Sctp", "Corpus", "packets.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => Convert.FromHexString(line.Split(' ')[0]))
        .ToArray();

    private static int FirstSeed => Read("TYPEDPEER_SEED", 1);

    private static int Rounds => Read("TYPEDPEER_FUZZ_ROUNDS", 300);

    [Fact]
    public void Changed_packets_neither_throw_nor_hold_memory_nor_spin()
    {
        for (var seed = FirstSeed; seed < FirstSeed + Rounds; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: {failure.Message}"), failure);
            }
        }
    }

    private static void Run(int seed)
    {
        var random = new Random(seed);
        var options = new SctpOptions { ReceiveWindow = 100_000, MaxMessageSize = 20_000, ReceiveBudget = new SctpReceiveBudget(1 << 20), CongestionControl = seed % 2 == 0 ? SharedLink.Bbr : SharedLink.Reno };
        var pair = random.Next(4) == 0 ? KnownPair.Unconnected(options) : KnownPair.Connected(options);
        var seen = new List<byte[]>(Corpus);
        pair.Wiretap += (_, packet) => seen.Add(packet);
        for (var i = 0; i < 60; i++)
        {
            Disturb(pair, random, seen);
            Assert.InRange(pair.Right.Association.ReceiveBufferBytes, 0, 400_000);
            Assert.InRange(pair.Left.Association.ReceiveBufferBytes, 0, 400_000);
            pair.RunFor(random.Next(3) == 0 ? random.Next(100_000) : 0);
            if (seen.Count > 300)
            {
                seen.RemoveRange(Corpus.Length, 100);
            }
        }

        pair.RunFor(2_000_000);
    }

    private static void Disturb(SimulatedPair pair, Random random, List<byte[]> seen)
    {
        var side = random.Next(2) == 0 ? pair.Left : pair.Right;
        switch (random.Next(12))
        {
            case 0:
                side.Association.ResetStream((ushort)random.Next(3), pair.Now);
                break;
            case 1 when random.Next(8) == 0:
                side.Association.Shutdown(pair.Now);
                break;
            case 2 or 3:
                TrySend(pair, side, random);
                break;
            case 4:
                side.Association.Start(pair.Now);
                break;
            default:
                var packet = PacketMutator.Change(seen[random.Next(seen.Count)], seen[random.Next(seen.Count)], random);
                var tag = random.Next(20) == 0 ? 0 : side == pair.Left ? Crafted.LeftTag : Crafted.RightTag;
                if (packet.Length >= 12 && random.Next(20) != 0)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), packet.Length > 12 && packet[12] == 1 ? 0 : tag);
                    Crafted.Seal(packet);
                }

                pair.Inject(side, packet);
                break;
        }
    }

    private static void TrySend(SimulatedPair pair, SimulatedSide side, Random random)
    {
        var stream = (ushort)random.Next(3);
        var options = new SctpSendOptions { Unordered = random.Next(2) == 0, MaxRetransmits = random.Next(2) == 0 ? random.Next(3) : null };
        side.Association.Send(stream, 53, new byte[random.Next(1, 6000)], options, pair.Now);
    }

    private static int Read(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
