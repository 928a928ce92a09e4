using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

public class SctpHandshakeTests
{
    private const string ChromiumInit =
        "1388138800000000f3f846ed0100001ebfe3e41d00500000ffffffff98c7fda4c00000048008000682c00000";

    private const string LibdatachannelInit =
        "1388138800000000f742c5a30100005e0a7b4c360010000004000400b6007652c0000004800100080000000180080009c00fc180820000008002002402471e9b562932181b2c29ee5c705fae3ea71c81f7fe486d9c9ba9ae828281e080040006000100008003000680c10000";

    [Fact]
    public void The_init_of_chromium_is_understood()
    {
        var init = Parse(ChromiumInit);
        Assert.Equal(0xbfe3e41du, init.Tag);
        Assert.Equal(5_242_880u, init.ReceiveWindow);
        Assert.Equal((65535, 65535), (init.OutgoingStreams, init.IncomingStreams));
        Assert.Equal(0x98c7fda4u, init.InitialTsn);
        Assert.True(init.SupportsForwardTsn);
        Assert.True(init.SupportsReconfig);
    }

    [Fact]
    public void The_init_of_libdatachannel_is_understood()
    {
        var init = Parse(LibdatachannelInit);
        Assert.Equal(0x0a7b4c36u, init.Tag);
        Assert.Equal(1_048_576u, init.ReceiveWindow);
        Assert.Equal((1024, 1024), (init.OutgoingStreams, init.IncomingStreams));
        Assert.True(init.SupportsForwardTsn);
        Assert.True(init.SupportsReconfig);
    }

    [Theory]
    [InlineData(ChromiumInit)]
    [InlineData(LibdatachannelInit)]
    public void The_init_of_a_real_peer_is_answered_with_init_ack(string init)
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Inject(pair.Left, Convert.FromHexString(init));
        var chunk = Assert.Single(Crafted.Chunks(Assert.Single(sent)));
        Assert.Equal(SctpChunkType.InitAck, chunk[0]);
        Assert.Equal(init[32..40], Convert.ToHexStringLower(sent[0].AsSpan(4, 4)));
        Assert.True(SctpInit.TryRead(chunk.AsSpan(4), [], out var answer, out var cookie, out _));
        Assert.Equal(SctpStateCookie.Size, cookie.Length);
        Assert.True(answer.SupportsForwardTsn && answer.SupportsReconfig);
        Assert.Equal(SctpState.Closed, pair.Left.Association.State);
    }

    /// <summary>Every way to lose some of the first four packets of each side, both starting, or one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_handshake_survives_every_pattern_of_loss(bool bothStart)
    {
        for (var pattern = 0; pattern < 256; pattern++)
        {
            var lost = pattern;
            var pair = new SimulatedPair(pattern + 1);
            pair.Left.Filter = (number, _) => number > 4 || (lost & (1 << (number - 1))) == 0;
            pair.Right.Filter = (number, _) => number > 4 || (lost & (16 << (number - 1))) == 0;
            pair.Send(pair.Left, 0, [1, 2, 3]);
            pair.Left.Association.Start(pair.Now);
            if (bothStart)
            {
                pair.Right.Association.Start(pair.Now);
            }

            pair.RunUntil(() => pair.Left.Observer.Connected == 1 && pair.Right.Observer.Messages.Count == 1);
            pair.RunFor(30_000_000);
            Assert.Equal((1, 1), (pair.Left.Observer.Connected, pair.Right.Observer.Connected));
            Assert.Single(pair.Right.Observer.Messages);
        }
    }

    [Fact]
    public void The_handshake_survives_duplicated_and_reordered_packets()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var pair = new SimulatedPair(seed) { BothWays = new LinkConditions { Duplication = 0.8, Jitter = 900_000 } };
            pair.Connect();
            pair.Send(pair.Left, 0, [1]);
            pair.RunFor(20_000_000);
            Assert.Single(pair.Right.Observer.Messages);
            Assert.Equal((1, 1), (pair.Left.Observer.Connected, pair.Right.Observer.Connected));
        }
    }

    [Fact]
    public void The_first_message_travels_with_the_cookie()
    {
        var pair = new SimulatedPair();
        pair.Send(pair.Left, 0, [1]);
        pair.Left.Association.Start(pair.Now);
        pair.RunFor(2 * 20_000 - 1_000);
        Assert.Single(pair.Right.Observer.Messages);
        Assert.Equal(0, pair.Left.Observer.Connected);
        pair.RunFor(1_000);
        Assert.Equal(1, pair.Left.Observer.Connected);
        Assert.Equal(0, pair.Left.Association.Retransmissions);
    }

    [Fact]
    public void A_peer_that_never_answers_is_given_up()
    {
        var pair = new SimulatedPair();
        pair.Left.Filter = (_, _) => false;
        pair.Left.Association.Start(pair.Now);
        pair.RunUntil(() => pair.Left.Observer.Closed is not null);
        Assert.Equal(SctpCloseKind.Timeout, pair.Left.Observer.Closed!.Value.Kind);
        Assert.Equal(9, pair.Left.PacketsSent);
        Assert.Equal(long.MaxValue, pair.Left.Association.NextDeadline);
    }

    [Fact]
    public void Stream_counts_are_negotiated_to_the_smaller()
    {
        var pair = new SimulatedPair(
            1, new SctpOptions { OutgoingStreams = 10, IncomingStreams = 20 }, new SctpOptions { OutgoingStreams = 15, IncomingStreams = 8 });
        pair.Connect();
        Assert.Equal((8, 15), (pair.Left.Association.OutgoingStreams, pair.Left.Association.IncomingStreams));
        Assert.Equal((15, 8), (pair.Right.Association.OutgoingStreams, pair.Right.Association.IncomingStreams));
    }

    [Fact]
    public void A_forged_cookie_is_ignored()
    {
        var pair = KnownPair.Unconnected();
        var cookie = CookieOf(pair, pair.Left);
        for (var i = 0; i < cookie.Length; i++)
        {
            var forged = cookie.ToArray();
            forged[i] ^= 1;
            pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, forged)));
            Assert.Equal(SctpState.Closed, pair.Left.Association.State);
        }

        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie)));
        Assert.Equal(SctpState.Established, pair.Left.Association.State);
    }

    [Fact]
    public void A_cookie_of_another_association_is_ignored()
    {
        var other = KnownPair.Unconnected();
        var pair = new SimulatedPair(9, null, null, new SeededRandom(77, Crafted.LeftTag, Crafted.LeftTsn));
        pair.Inject(
            pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, CookieOf(other, other.Left))));
        Assert.Equal(SctpState.Closed, pair.Left.Association.State);
    }

    [Fact]
    public void A_cookie_that_is_too_old_is_answered_with_how_much()
    {
        var pair = KnownPair.Unconnected();
        var cookie = CookieOf(pair, pair.Left);
        pair.RunFor(60_000_010);
        var sent = pair.Record(pair.Left);
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie)));
        Assert.Equal(SctpState.Closed, pair.Left.Association.State);
        var error = Assert.Single(Crafted.Chunks(Assert.Single(sent)));
        Assert.Equal(Crafted.Chunk(SctpChunkType.Error, 0, [0, 3, 0, 8, 0, 0, 0, 10]), error);
    }

    [Fact]
    public void When_the_cookie_was_too_old_the_handshake_begins_again()
    {
        var pair = KnownPair.Unconnected(new SctpOptions { CookieLifetime = 10_000 });
        pair.Left.Association.Start(pair.Now);
        pair.BothWays = new LinkConditions { Delay = 30_000 };
        pair.RunFor(130_000);
        Assert.Equal(0, pair.Left.Observer.Connected);
        pair.BothWays = new LinkConditions { Delay = 1_000 };
        pair.RunUntil(() => pair.Left.Observer.Connected == 1 && pair.Right.Observer.Connected == 1);
    }

    [Fact]
    public void A_peer_that_finds_every_cookie_too_old_is_left()
    {
        var pair = KnownPair.Unconnected();
        pair.Left.Association.Start(pair.Now);
        for (var round = 0; round < 20 && pair.Left.Observer.Closed is null; round++)
        {
            pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Init(5, 100, SctpChunkType.InitAck, 100, Crafted.Parameter(7, 1, 2, 3, 4))));
            pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.Error, 0, Crafted.Parameter(SctpCause.StaleCookie, 0, 0, 0, 9))));
        }

        Assert.Equal(SctpCloseKind.Timeout, pair.Left.Observer.Closed?.Kind);
    }

    [Fact]
    public void An_init_that_is_not_alone_or_carries_a_tag_is_ignored()
    {
        var pair = KnownPair.Unconnected();
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(7, 7), Crafted.Chunk(SctpChunkType.CookieAck, 0)));
        pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Crafted.Init(7, 7)));
        Assert.Equal(0, pair.Left.PacketsSent);
    }

    [Fact]
    public void An_init_without_streams_or_tag_is_refused()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(7, 7, streams: 0)));
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(0, 7)));
        Assert.All(sent, packet => Assert.Equal(SctpChunkType.Abort, packet[12]));
    }

    [Fact]
    public void A_last_parameter_only_partly_inside_its_chunk_spoils_the_init()
    {
        var pair = KnownPair.Unconnected();
        foreach (var tail in new byte[][] { [0xC0, 0x00], [0xC0, 0x00, 0x00, 0x08], [0x80, 0x08, 0x00, 0x03], [0x80, 0x08, 0x00, 0x00] })
        {
            pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(7, 7, parameters: tail)));
        }

        Assert.Equal(0, pair.Left.PacketsSent);
    }

    [Fact]
    public void Unknown_parameters_are_skipped_reported_or_end_the_reading_as_their_high_bits_say()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        byte[] parameters =
        [
            .. Crafted.Parameter(0x8123, 1, 2, 3, 4), .. Crafted.Parameter(0xC123, 5, 6, 7, 8),
            .. Crafted.Parameter(0x4123, 9, 9, 9, 9), .. Crafted.Parameter(0xC124, 1, 1, 1, 1),
        ];
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(7, 7, parameters: parameters)));
        var hex = Convert.ToHexString(Assert.Single(sent));
        Assert.DoesNotContain("81230008", hex, StringComparison.Ordinal);
        Assert.Contains("0008000CC123000805060708", hex, StringComparison.Ordinal);
        Assert.Contains("0008000C4123000809090909", hex, StringComparison.Ordinal);
        Assert.DoesNotContain("C1240008", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_lost_its_state_ends_the_old_association()
    {
        var pair = KnownPair.Connected();
        var sent = pair.Record(pair.Left);
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(0x7777_7777, 7)));
        Assert.Equal(SctpState.Established, pair.Left.Association.State);
        Assert.True(SctpInit.TryRead(Crafted.Chunks(sent[0])[0].AsSpan(4), [], out var answer, out var cookie, out _));
        Assert.NotEqual(Crafted.LeftTag, answer.Tag);
        pair.Inject(pair.Left, Crafted.Packet(answer.Tag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie.ToArray())));
        Assert.Equal(SctpCloseKind.PeerRestarted, pair.Left.Observer.Closed?.Kind);
        Assert.Equal(Crafted.U32(0x7777_7777), sent[^1][4..8]);
        Assert.Equal(SctpChunkType.Abort, sent[^1][12]);
    }

    [Fact]
    public void A_stray_init_does_not_disturb_a_live_association()
    {
        var pair = KnownPair.Connected();
        pair.Inject(pair.Left, Crafted.Packet(0, Crafted.Init(0x7777_7777, 7)));
        pair.Send(pair.Right, 0, [1]);
        pair.RunUntil(() => pair.Left.Observer.Messages.Count == 1);
        Assert.Null(pair.Left.Observer.Closed);
    }

    [Fact]
    public void A_cookie_echo_that_comes_again_is_acknowledged_again()
    {
        var pair = KnownPair.Unconnected();
        var sent = pair.Record(pair.Left);
        pair.Connect();
        var echo = Assert.Single(sent, p => p[12] == SctpChunkType.CookieEcho);
        var answers = pair.Record(pair.Right);
        pair.RunFor(1_000_000);
        answers.Clear();
        pair.Inject(pair.Right, echo);
        Assert.Equal(SctpChunkType.CookieAck, Assert.Single(answers)[12]);
        Assert.Equal(1, pair.Right.Observer.Connected);
    }

    private static SctpInit Parse(string packet)
    {
        var bytes = Convert.FromHexString(packet);
        Assert.True(SctpPacketHeader.TryRead(bytes, out var header));
        Assert.Equal(new SctpPacketHeader(5000, 5000, 0), header);
        var chunk = Assert.Single(Crafted.Chunks(bytes));
        Assert.True(SctpInit.TryRead(chunk.AsSpan(4), new byte[256], out var init, out _, out var unrecognized));
        Assert.Equal(0, unrecognized);
        return init;
    }

    private static byte[] CookieOf(SimulatedPair pair, SimulatedSide side)
    {
        var sent = pair.Record(side);
        pair.Inject(side, Crafted.Packet(0, Crafted.Init(7, 7)));
        Assert.True(SctpInit.TryRead(Crafted.Chunks(sent[^1])[0].AsSpan(4), [], out _, out var cookie, out _));
        return cookie.ToArray();
    }
}
