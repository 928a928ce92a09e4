using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>The checksum that DTLS makes superfluous (RFC 9653): each side decides for what it receives.</summary>
public class SctpChecksumTests
{
    private const ushort ZeroChecksumAcceptable = 0x8001;

    [Fact]
    public void Between_two_of_us_only_what_makes_the_association_has_a_checksum()
    {
        var pair = KnownPair.Unconnected();
        var sent = Record(pair);
        pair.Connect();
        pair.Send(pair.Left, 0, new byte[5000]);
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
        pair.Left.Association.Shutdown(pair.Now);
        pair.RunFor(10_000_000);

        Assert.All(sent, packet => Assert.True(Checksum(packet) == 0 || Checksum(packet) == Crc32C.OfPacket(packet)));
        var types = sent.ToLookup(packet => Checksum(packet) == 0, packet => packet[12]);

        // The last belongs to no association any more.
        Assert.Equal([SctpChunkType.Init, SctpChunkType.InitAck, SctpChunkType.CookieEcho, SctpChunkType.ShutdownComplete], types[false].Distinct().Order());
        Assert.Contains(SctpChunkType.Data, types[true]);
        Assert.Contains(SctpChunkType.ShutdownAck, types[true]);
    }

    [Fact]
    public void A_peer_that_does_not_say_that_it_can_do_without_gets_checksums()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Left.Association.Start(pair.Now);
        Answer(pair, sent, Crafted.Parameter(SctpParameterType.StateCookie, 1, 2, 3, 4));
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieAck, 0)));
        Assert.Equal(SctpState.Established, pair.Left.Association.State);

        pair.Send(pair.Left, 0, [1, 2, 3]);
        pair.RunFor(1_000);
        Assert.Equal(SctpChunkType.Data, sent[^1][12]);
        Assert.All(sent, packet => Assert.Equal(Crc32C.OfPacket(packet), Checksum(packet)));
    }

    /// <summary>Another method than DTLS is nothing that we know to protect our packets.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(2, false)]
    public void The_method_that_the_peer_relies_on_has_to_be_dtls(byte method, bool isOmitted)
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Left.Association.Start(pair.Now);
        Answer(pair, sent, Crafted.Join(Crafted.Parameter(ZeroChecksumAcceptable, 0, 0, 0, method), Crafted.Parameter(SctpParameterType.StateCookie, 1, 2, 3, 4)));
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieAck, 0)));
        pair.Send(pair.Left, 0, [1, 2, 3]);
        pair.RunFor(1_000);
        Assert.Equal(isOmitted, Checksum(sent[^1]) == 0);
    }

    [Fact]
    public void A_parameter_cut_short_allows_nothing()
    {
        var value = Crafted.Init(7, 8, parameters: Crafted.Parameter(ZeroChecksumAcceptable, 0, 0)).AsSpan(4);
        Assert.True(SctpInit.TryRead(value, [], out var init, out _, out _));
        Assert.False(init.AcceptsZeroChecksum);
    }

    [Fact]
    public void Data_without_a_checksum_is_taken_and_data_with_a_wrong_one_is_not()
    {
        var pair = KnownPair.Connected();
        var packet = Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn, 0, 0, 1));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), Checksum(packet) ^ 1);
        pair.Inject(pair.Right, packet);
        Assert.Empty(pair.Right.Observer.Messages);

        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), 0);
        pair.Inject(pair.Right, packet);
        Assert.Single(pair.Right.Observer.Messages);
    }

    [Fact]
    public void Neither_an_init_nor_a_cookie_is_taken_without_a_checksum()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        var init = Crafted.Packet(0, Crafted.Init(7, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(init.AsSpan(8), 0);
        pair.Inject(pair.Left, init);
        Assert.Empty(sent);

        pair.Inject(pair.Left, Crafted.Seal(init));
        Assert.True(SctpInit.TryRead(Crafted.Chunks(Assert.Single(sent))[0].AsSpan(4), [], out _, out var cookie, out _));
        var echo = Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie.ToArray()));
        BinaryPrimitives.WriteUInt32LittleEndian(echo.AsSpan(8), 0);
        pair.Inject(pair.Left, echo);
        Assert.Equal(SctpState.Closed, pair.Left.Association.State);

        pair.Inject(pair.Left, Crafted.Seal(echo));
        Assert.Equal(SctpState.Established, pair.Left.Association.State);
    }

    private static uint Checksum(byte[] packet) => BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(8));

    private static List<byte[]> Record(SimulatedPair pair)
    {
        var packets = new List<byte[]>();
        pair.Wiretap += (_, packet) => packets.Add(packet);
        return packets;
    }

    private static void Answer(SimulatedPair pair, List<byte[]> sent, byte[] parameters)
    {
        pair.RunFor(1_000);
        Assert.Equal(SctpChunkType.Init, sent[^1][12]);
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Init(Crafted.RightTag, Crafted.RightTsn, SctpChunkType.InitAck, parameters: parameters)));
    }
}
