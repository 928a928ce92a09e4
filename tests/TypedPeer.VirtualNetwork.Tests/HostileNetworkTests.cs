using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Strangers who send, and an attacker on the path who copies and changes, against whole peers.</summary>
public sealed class HostileNetworkTests
{
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("203.0.113.66:6666");

    [Fact]
    public void A_stranger_gets_no_byte_back_whatever_it_sends_and_whatever_it_has_overheard()
    {
        int seed = TestSeed.First(77);
        var random = new Random(seed);
        using var pair = new PeerPair(seed);
        var overheard = new List<byte[]>();
        int answers = 0;
        pair.World.Bind(Stranger, (_, _) => answers++);
        pair.World.Filter = datagram =>
        {
            if (datagram.From.Equals(Stranger))
                return true;

            // Checks are left out: replayed in time they prove the password, and then the address is answered, as it must be behind a translator.
            if (datagram.Bytes[0] >= 20)
                overheard.Add((byte[])datagram.Bytes.Clone());
            return true;
        };
        pair.Connect();
        for (int round = 0; round < 2_000; round++)
        {
            byte[] bytes = random.Next(3) switch
            {
                0 => Random(random, 0),
                1 => Random(random, 20),
                _ => overheard[random.Next(overheard.Count)],
            };
            pair.World.Send(Stranger, IPEndPoint.Parse((round % 2 == 0 ? PeerPair.LeftAddress : PeerPair.RightAddress) + (round % 2 == 0 ? ":5001" : ":5002")), bytes);
            pair.World.Run(500);
        }

        pair.LeftChannel.Send([1]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1), $"seed {seed}");
        Assert.Equal(0, answers);
        Assert.Equal([1], pair.RightChannel.Messages[0]);
    }

    [Fact]
    public void Everything_replayed_from_the_right_address_changes_nothing()
    {
        int seed = TestSeed.First(78);
        var random = new Random(seed);
        using var pair = new PeerPair(seed);
        var overheard = new List<VirtualDatagram>();
        bool isReplaying = false;
        pair.World.Filter = datagram =>
        {
            if (!isReplaying)
                overheard.Add(datagram);
            return true;
        };
        pair.Connect();
        for (int index = 0; index < 50; index++)
            pair.LeftChannel.Send(Payload.Create(index, 2_000));
        pair.World.Run(1_000_000);
        isReplaying = true;
        for (int round = 0; round < 3_000; round++)
        {
            var datagram = overheard[random.Next(overheard.Count)];
            pair.World.Send(datagram.From, datagram.To, datagram.Bytes);
            pair.World.Run(300);
        }

        pair.World.Run(30_000_000);
        Assert.Equal(50, pair.RightChannel.Messages.Count);
        pair.LeftChannel.Send([1]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 51), $"seed {seed}");
        Assert.Equal(PeerConnectionState.Connected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }

    /// <summary>The handshake's messages before its keys are left alone: whoever can change those can always prevent a connection (and no more).</summary>
    [Fact]
    public void Changed_copies_of_checks_and_of_protected_records_change_nothing()
    {
        int first = TestSeed.First(300);
        for (int seed = first; seed < first + 10; seed++)
        {
            var random = new Random(seed);
            using var pair = new PeerPair(seed);
            bool isForging = false;
            pair.World.Filter = datagram =>
            {
                if (isForging || IsPlainRecord(datagram.Bytes))
                    return true;

                isForging = true;
                for (int copies = random.Next(3); copies > 0; copies--)
                    pair.World.Send(datagram.From, datagram.To, Change(datagram.Bytes, random));
                isForging = false;
                return true;
            };
            pair.Connect();
            var sent = Enumerable.Range(0, 30).Select(index => Payload.Create(index, random.Next(10_000))).ToList();
            foreach (byte[] payload in sent)
                pair.LeftChannel.Send(payload);

            Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == sent.Count), $"seed {seed}");
            Payload.AssertSequence(sent, pair.RightChannel.Messages, $"seed {seed}");
        }
    }

    private static bool IsPlainRecord(byte[] bytes) => bytes[0] >= 20 && bytes[3] == 0 && bytes[4] == 0;

    private static byte[] Random(Random random, int firstByte)
    {
        byte[] bytes = new byte[random.Next(1, 1_400)];
        random.NextBytes(bytes);
        bytes[0] = (byte)(firstByte + random.Next(4));
        return bytes;
    }

    private static byte[] Change(byte[] original, Random random)
    {
        byte[] bytes = original.AsSpan(0, random.Next(4) == 0 ? random.Next(1, original.Length + 1) : original.Length).ToArray();
        for (int flips = random.Next(1, 4); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

        return bytes;
    }
}
