using TypedPeer.Signaling.Server.WebSockets;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.WebSockets;

/// <summary>What clients send becomes messages, however it is cut; what no client may send becomes nothing.</summary>
public sealed class FrameReaderTests
{
    private const int MaxMessage = 10_000;

    public static TheoryData<byte[]> NoFrames => new(
        [0x91, 0x80, 0, 0, 0, 0],
        [0xC1, 0x80, 0, 0, 0, 0],
        [0x81, 0x00],
        [0x83, 0x80, 0, 0, 0, 0],
        [0x8B, 0x80, 0, 0, 0, 0],
        [0x09, 0x80, 0, 0, 0, 0],
        [0x89, 0xFE, 0, 126, 0, 0, 0, 0],
        [0x80, 0x80, 0, 0, 0, 0],
        [0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0],
        [0x81, 0xFE, 0, 5, 0, 0, 0, 0],
        [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0],
        [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Messages_in_pieces_with_pings_between_them_are_the_same_however_the_bytes_are_cut()
    {
        var seed = TestSeed.First(6455);
        for (var run = 0; run < 300; run++)
        {
            var random = new Random(seed + run);
            var sent = new List<byte>();
            var expected = new List<string>();
            for (var i = 0; i < 12; i++)
            {
                Say(random, sent, expected);
            }

            Assert.Equal(expected, Read(new FrameReader(MaxMessage), [.. sent], () => random.Next(4) == 0 ? random.Next(1, 20_000) : random.Next(1, 40)));
        }
    }

    [Theory]
    [MemberData(nameof(NoFrames))]
    public void What_no_client_may_send_is_told_once_and_nothing_after_it_is_read(byte[] bytes) =>
        Assert.Equal(["Invalid"], Read(new FrameReader(MaxMessage), [.. bytes, .. Frames.Of(Frames.Text, "x"u8)], static () => 1));

    [Fact]
    public void A_message_that_is_too_large_is_told_when_its_header_is_there_and_skipped_so_that_a_close_is_heard()
    {
        byte[] sent = [.. Frames.Of(Frames.Text, new byte[70_000]), .. Frames.Of(Frames.Text, "more"u8), .. Frames.Of(Frames.Close, [])];
        var reader = new FrameReader(MaxMessage);

        Assert.Equal(["TooLarge"], Read(ref reader, sent.AsSpan(0, 14), static () => 14));
        Assert.Equal(["Close 0"], Read(ref reader, sent.AsSpan(14), static () => 3000));
    }

    [Fact]
    public void Pieces_that_are_too_large_together_are_told()
    {
        byte[] sent = [.. Frames.Of(Frames.Text, new byte[6_000], isFinal: false), .. Frames.Of(Frames.Continuation, new byte[6_000]), .. Frames.Of(Frames.Close, [])];

        Assert.Equal(["TooLarge", "Close 0"], Read(new FrameReader(MaxMessage), sent, static () => 1000));
    }

    [Fact]
    public void Pieces_without_a_byte_are_no_message_for_ever()
    {
        byte[] sent = [.. Frames.Of(Frames.Text, "x"u8, isFinal: false), .. Enumerable.Repeat(Frames.Of(Frames.Continuation, [], isFinal: false), 20).SelectMany(static piece => piece)];

        Assert.Equal(["Invalid"], Read(new FrameReader(MaxMessage), sent, static () => 7));
    }

    private static void Say(Random random, List<byte> sent, List<string> expected)
    {
        var message = new byte[random.Next(5) == 0 ? random.Next(MaxMessage + 1) : random.Next(200)];
        random.NextBytes(message);
        var pieces = random.Next(1, 4);
        for (var piece = 0; piece < pieces; piece++)
        {
            if (random.Next(3) == 0)
            {
                sent.AddRange(Frames.Of(Frames.Ping, "hello"u8));
                expected.Add("Ping 5 " + Convert.ToHexString("hello"u8));
            }

            var (from, to) = (message.Length * piece / pieces, message.Length * (piece + 1) / pieces);
            sent.AddRange(Frames.Of(piece == 0 ? Frames.Text : Frames.Continuation, message.AsSpan(from, to - from), isFinal: piece == pieces - 1));
        }

        expected.Add($"Message {message.Length} {Convert.ToHexString(message)}".TrimEnd());
    }

    private static List<string> Read(FrameReader reader, byte[] sent, Func<int> size) => Read(ref reader, sent, size);

    private static List<string> Read(ref FrameReader reader, ReadOnlySpan<byte> sent, Func<int> size)
    {
        var seen = new List<string>();
        while (!sent.IsEmpty)
        {
            var room = reader.GetRoom().Span;
            var count = Math.Min(Math.Min(size(), room.Length), sent.Length);
            sent[..count].CopyTo(room);
            sent = sent[count..];
            reader.Add(count);
            FrameKind kind;
            while ((kind = reader.Read(out var payload)) is not FrameKind.None)
            {
                seen.Add(kind is FrameKind.Invalid or FrameKind.TooLarge ? $"{kind}" : $"{kind} {payload.Length} {Convert.ToHexString(payload)}".TrimEnd());
            }

            reader.Rest();
        }

        Assert.True(reader.IsEmpty, "A buffer is held while nothing is there.");
        return seen;
    }
}
