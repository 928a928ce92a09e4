using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>What each message of the channels' own protocol, and data before it, makes a table hold: what is counted, and no more than its limits.</summary>
[Collection(AloneCollection.Name)]
public sealed class DcepRetainedTests(ITestOutputHelper output)
{
    /// <summary>
    /// Bytes held for each byte received. The shortest OPEN has 12, and 65 with its packet; the channel that it opens is charged with
    /// <see cref="DataChannelTableOptions.ChannelOverhead"/>. Only so many may exist at once.
    /// </summary>
    private const double MostHeld = 32;

    /// <summary>What SCTP and DTLS add to a message that comes alone: a DATA chunk's header, a packet's, a record's.</summary>
    private const int PacketOverhead = 16 + 12 + 37;

    private const int Messages = 10_000;
    private static readonly DataChannelTableOptions Limits = new() { MaxChannels = 1024 };

    private static readonly Dictionary<string, Func<int, (ushort Stream, uint Protocol, byte[] Bytes)>> Attacks = new(StringComparer.Ordinal)
    {
        ["OPEN"] = i => (Stream(i), PayloadProtocol.Dcep, DcepMessage.WriteOpen("", new DataChannelOptions())),
        ["OPEN with a label"] = i => (Stream(i), PayloadProtocol.Dcep, DcepMessage.WriteOpen(new string('x', 500), new DataChannelOptions { Protocol = new string('y', 500) })),
        ["OPEN again and again"] = _ => (1, PayloadProtocol.Dcep, DcepMessage.WriteOpen("", new DataChannelOptions())),
        ["OPEN of our parity"] = i => ((ushort)(2 * (i % 30_000)), PayloadProtocol.Dcep, DcepMessage.WriteOpen("", new DataChannelOptions())),
        ["OPEN that is broken"] = i => (Stream(i), PayloadProtocol.Dcep, [3, 0, 0]),
        ["ACK"] = i => (Stream(i), PayloadProtocol.Dcep, [2]),
        ["an unknown message"] = i => (Stream(i), PayloadProtocol.Dcep, [99]),
        ["early data"] = i => (6, PayloadProtocol.Binary, [(byte)i]),
        ["early data of many streams"] = i => (Stream(i), PayloadProtocol.Binary, [(byte)i]),
        ["long early data"] = i => (Stream(i), PayloadProtocol.Binary, new byte[1100]),
        ["data of an unknown kind"] = i => (Stream(i), 77, [1]),
    };

    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in Attacks.Keys)
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_message_of_the_channels_protocol_makes_little_be_held_all_of_it_counted(string attack, bool isReset)
    {
        var side = new TableSide(isClient: true, Limits);
        var messages = Enumerable.Range(0, Messages).Select(Attacks[attack]).ToList();
        var before = Retained.Measure();
        foreach (var until in (int[])[500, Messages])
        {
            var part = messages.Take(until).Skip(until == Messages ? 500 : 0);
            foreach (var (stream, protocol, bytes) in part)
            {
                var rented = SctpMessagePool.Rent(bytes.Length);
                bytes.CopyTo(rented, 0);
                side.Table.OnMessage(stream, protocol, rented, bytes.Length);
                if (isReset)
                {
                    side.Table.OnStreamReset(stream, now: 0);
                }

                side.Table.RunDeferred(now: 0);
                side.AnswerResetsAlone();
            }

            var held = Retained.Measure() - before;
            var received = messages.Take(until).Sum(message => (long)message.Bytes.Length + PacketOverhead);
            var counted = side.Table.HeldBytes + side.Table.UnconsumedBytes;
            output.WriteLine($"{attack}{(isReset ? " and reset" : "")}: {received} received, {held} held, {counted} counted, {(double)held / received:F2} per byte");
            Assert.InRange(held, long.MinValue, counted + Retained.Slack);
            Assert.InRange((double)(held - Retained.Slack) / received, double.NegativeInfinity, MostHeld);
            Assert.InRange(counted, 0, Limits.MaxHeldBytes + Limits.MaxEarlyBytes);
        }

        GC.KeepAlive(side);
        GC.KeepAlive(messages);
    }

    private static ushort Stream(int i) => (ushort)((2 * (i % 30_000)) + 1);
}
