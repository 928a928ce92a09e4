using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>Associations whose INITs the session descriptions have carried (draft-hancke-tsvwg-snap).</summary>
public class SctpDescribedInitTests
{
    private static readonly SctpOptions Plain = new();
    private static readonly string Left = SctpDescribedInit.Create(Plain with { OutgoingStreams = 300 }, new SeededRandom(1));
    private static readonly string Right = SctpDescribedInit.Create(Plain, new SeededRandom(2));

    [Fact]
    public void There_is_no_handshake_and_the_first_packets_are_data()
    {
        var pair = Pair(knowsLeft: true);
        var sent = new List<byte>();
        pair.Wiretap += (_, packet) => sent.Add(packet[12]);
        pair.Send(pair.Left, 0, [1]);
        pair.Send(pair.Right, 0, [2]);
        pair.Left.Association.Start(pair.Now);
        pair.Right.Association.Start(pair.Now);
        Assert.Equal((1, 1), (pair.Left.Observer.Connected, pair.Right.Observer.Connected));
        pair.RunFor(2_000_000);
        Assert.Equal((1, 1), (pair.Left.Observer.Messages.Count, pair.Right.Observer.Messages.Count));
        Assert.True(pair.Left.Association.IsDrained && pair.Right.Association.IsDrained);
        Assert.Empty(sent.Except([SctpChunkType.Data, SctpChunkType.Sack]));
    }

    [Fact]
    public void What_the_descriptions_say_of_streams_and_windows_holds()
    {
        var pair = Pair(knowsLeft: true);
        pair.Left.Association.Start(pair.Now);
        pair.Right.Association.Start(pair.Now);
        Assert.Equal(300, pair.Right.Association.IncomingStreams);
        Assert.Equal(Plain.ReceiveWindow, pair.Right.Association.PeerReceiveWindow);
    }

    /// <summary>One side has the other's, which has lost its own on the way: what it begins is answered as if nothing had happened.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_side_that_lacks_the_peers_shakes_hands_with_one_that_does_not(int lost)
    {
        var pair = Pair(knowsLeft: true, knowsRight: false);
        pair.Left.Filter = (number, _) => number != lost;
        pair.Right.Filter = (number, _) => number != lost;
        pair.Send(pair.Right, 0, [2]);
        pair.Send(pair.Left, 0, [1]);
        pair.Right.Association.Start(pair.Now);
        pair.Left.Association.Start(pair.Now);
        pair.RunUntil(() => pair.Left.Observer.Messages.Count == 1 && pair.Right.Observer.Messages.Count == 1);
        pair.RunFor(60_000_000);
        Assert.Equal((1, 1), (pair.Left.Observer.Connected, pair.Right.Observer.Connected));
        Assert.Equal((SctpState.Established, SctpState.Established), (pair.Left.Association.State, pair.Right.Association.State));
        Assert.Equal((1, 1), (pair.Left.Observer.Messages.Count, pair.Right.Observer.Messages.Count));
    }

    [Fact]
    public void A_peer_that_begins_anew_with_other_numbers_ends_the_association()
    {
        var pair = Pair(knowsLeft: true);
        pair.Left.Association.Start(pair.Now);
        pair.Right.Association.Start(pair.Now);
        var sent = pair.Record(pair.Right);
        pair.Inject(pair.Right, Crafted.Packet(0, Crafted.Init(7, 8)));
        var answer = Assert.Single(sent);
        Assert.True(SctpInit.TryRead(Crafted.Chunks(answer)[0].AsSpan(4), [], out var init, out var cookie, out _));
        pair.Inject(pair.Right, Crafted.Packet(init.Tag, Crafted.Chunk(SctpChunkType.CookieEcho, 0, cookie.ToArray())));
        Assert.Equal(SctpCloseKind.PeerRestarted, pair.Right.Observer.Closed?.Kind);
    }

    [Fact]
    public void Data_sent_before_the_peer_is_there_comes_again()
    {
        var pair = Pair(knowsLeft: true);
        pair.Left.Association.Start(pair.Now);
        pair.Send(pair.Left, 0, new byte[10_000]);
        pair.RunFor(100_000);
        Assert.Empty(pair.Right.Observer.Messages);
        pair.Right.Association.Start(pair.Now);
        pair.RunUntil(() => pair.Right.Observer.Messages.Count == 1);
        Assert.Equal(1, pair.Right.Observer.Connected);
    }

    [Fact]
    public void A_text_is_usable_or_it_is_not_and_nothing_is_thrown()
    {
        Assert.True(SctpDescribedInit.IsUsable(Right, Left));
        Assert.False(SctpDescribedInit.IsUsable(Left, Left), "an echo");
        var chunk = Convert.FromBase64String(Right);
        for (var length = 0; length < BinaryPrimitives.ReadUInt16BigEndian(chunk.AsSpan(2)); length++)
        {
            Assert.False(SctpDescribedInit.IsUsable(Convert.ToBase64String(chunk[..length]), Left), $"{length} bytes");
        }

        Assert.All(
            (string?[])[null, "", "=", "Q29va2llTW9uc3Rlcg==", Right + "AAAA", new string('A', 100_000), Right[..^1] + "*", WithZero(4, 4), WithZero(12, 2), WithZero(14, 2), WithZero(0, 1)],
            text => Assert.False(SctpDescribedInit.IsUsable(text, Left), text));
        string WithZero(int offset, int count)
        {
            var copy = (byte[])chunk.Clone();
            copy.AsSpan(offset, count).Clear();
            return Convert.ToBase64String(copy);
        }
    }

    [Fact]
    public void Any_bytes_in_place_of_the_chunk_are_taken_or_left()
    {
        var random = new Random(1);
        var chunk = Convert.FromBase64String(Right);
        for (var round = 0; round < 20_000; round++)
        {
            var copy = (byte[])chunk.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }

            var text = Convert.ToBase64String(copy);
            using var association = new SctpAssociation(Plain with { LocalInit = Left, RemoteInit = text }, new RecordingObserver(), new SeededRandom(round));
            association.Start(1);
            Assert.Equal(SctpInitText.Read(text) is null ? SctpState.CookieWait : SctpState.Established, association.State);
        }
    }

    private static SimulatedPair Pair(bool knowsLeft, bool knowsRight = true) => new(
        1,
        Plain with { OutgoingStreams = 300, LocalInit = Left, RemoteInit = knowsLeft ? Right : null },
        Plain with { LocalInit = Right, RemoteInit = knowsRight ? Left : null });
}
