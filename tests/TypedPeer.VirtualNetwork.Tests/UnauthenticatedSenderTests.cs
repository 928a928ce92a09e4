using System.Buffers.Binary;
using System.Net;
using TypedPeer.DataChannels.Stun;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>What somebody who knows no password can do to a whole peer: make it hold little, and send less than he sends himself.</summary>
[Collection(AloneCollection.Name)]
public sealed class UnauthenticatedSenderTests
{
    private const string Victim = "192.0.2.1:5001";
    private const int Datagrams = 5_000;
    private const long HeldAtMost = 2 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Flood_of_strangers_is_neither_amplified_nor_kept(bool connected)
    {
        var world = new VirtualWorld(TestSeed.First(7)) { HasOutsiders = true };
        using var left = new VirtualPeer(world, Victim);
        using var right = new VirtualPeer(world, "192.0.2.2:5002");
        var channel = left.CreateChannel("c");
        if (connected)
        {
            VirtualSignaling.Exchange(left, right);
            Assert.True(world.RunUntil(() => channel.IsOpen && right.Channels.ContainsKey("c")));
        }
        else
        {
            left.Invoke((core, now) => VirtualPeer.Describe(core, core.CreateOffer(), now));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (sent, received) = Flood(world);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(received, 0, sent);
        Assert.InRange(held, long.MinValue, HeldAtMost);
        if (connected)
        {
            channel.Send("still here"u8.ToArray());
            Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 1));
        }
    }

    [Fact]
    public void Handshake_from_an_address_without_a_valid_check_gets_no_answer()
    {
        var world = new VirtualWorld(TestSeed.First(8)) { HasOutsiders = true };
        using var left = new VirtualPeer(world, Victim);
        using var right = new VirtualPeer(world, "192.0.2.2:5002");
        var channel = left.CreateChannel("c");
        VirtualSignaling.Exchange(left, right);
        Assert.True(world.RunUntil(() => channel.IsOpen));

        var stranger = IPEndPoint.Parse("198.51.100.9:6000");
        var answered = 0;
        world.Bind(stranger, (_, _) => answered++);
        for (var i = 0; i < 100; i++)
        {
            world.Send(stranger, IPEndPoint.Parse(Victim), MakeHello(new Random(i)));
            world.Run(50_000);
        }

        Assert.Equal(0, answered);
        Assert.True(channel.IsOpen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_strangers_send_early_is_looked_through_when_an_address_proves_itself_and_dropped_in_time(bool beforeConnecting)
    {
        var world = new VirtualWorld(TestSeed.First(9));
        using var left = new VirtualPeer(world, Victim);
        using var right = new VirtualPeer(world, "192.0.2.2:5002");
        var channel = left.CreateChannel("c");
        var early = left.Core.Transport.Early;
        if (beforeConnecting)
        {
            SendHellos(world);
            Assert.InRange(early.Count, 1, 8);
            world.Run(20_000_000);
            SendHellos(world);
            Assert.InRange(early.Count, 1, 8);
        }

        VirtualSignaling.Exchange(left, right);
        Assert.True(world.RunUntil(() => channel.IsOpen && right.Channels.ContainsKey("c")));
        SendHellos(world);
        var looks = early.Looks;
        for (var i = 0; i < 500; i++)
        {
            channel.Send(Payload.Create(i, 5_000));
        }

        Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 500));
        Assert.Equal((0, looks), (early.Count, early.Looks));
        Assert.InRange(looks, 0, 20);
    }

    private static void SendHellos(VirtualWorld world)
    {
        for (var i = 0; i < 20; i++)
        {
            world.Send(IPEndPoint.Parse("198.51.100.9:6000"), IPEndPoint.Parse(Victim), MakeHello(new Random(i)));
        }

        world.Run(200_000);
    }

    private static (long Sent, long Received) Flood(VirtualWorld world)
    {
        var random = new Random(3);
        var victim = IPEndPoint.Parse(Victim);
        var received = 0L;
        var strangers = Enumerable.Range(1, 200).Select(i => new IPEndPoint(IPAddress.Parse($"198.51.100.{i}"), 6000)).ToList();
        foreach (var stranger in strangers)
        {
            world.Bind(stranger, (_, bytes) => received += bytes.Length);
        }

        var sent = 0L;
        for (var i = 0; i < Datagrams; i++)
        {
            var datagram = (i % 3) switch
            {
                0 => MakeHello(random),
                1 => MakeCheck(random),
                _ => MakeNoise(random),
            };
            sent += datagram.Length;
            world.Send(strangers[random.Next(strangers.Count)], victim, datagram);
            if (i % 100 == 99)
            {
                world.Run(10_000);
            }
        }

        world.Run(2_000_000);
        strangers.ForEach(world.Unbind);
        return (sent, received);
    }

    /// <summary>A first flight of DTLS, as far as a parser looks before it knows the sender.</summary>
    private static byte[] MakeHello(Random random)
    {
        var hello = new byte[1200];
        random.NextBytes(hello);
        new byte[] { 22, 0xFE, 0xFF, 0, 0 }.CopyTo(hello, 0);
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(11), (ushort)(hello.Length - 13));
        hello[13] = 1;
        return hello;
    }

    /// <summary>A Binding request whose integrity nobody can verify.</summary>
    private static byte[] MakeCheck(Random random)
    {
        var buffer = new byte[200];
        Span<byte> id = stackalloc byte[StunTransactionId.Size];
        random.NextBytes(id);
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, StunTransactionId.Read(id));
        writer.Add(StunAttributeType.Username, "guess:work"u8);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddIntegrity("wrong password"u8);
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static byte[] MakeNoise(Random random)
    {
        var noise = new byte[random.Next(1, 1200)];
        random.NextBytes(noise);
        return noise;
    }
}
