using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>What a peer may send of each chunk type to cost whoever receives it most, and an association to receive it.</summary>
internal static class SctpAttacks
{
    /// <summary>How many packets an attack warms up with, and as many follow.</summary>
    public const int Packets = 2_000;

    public const int RecordOverhead = 37;
    private const byte Unordered = SctpFlags.Begin | SctpFlags.End | SctpFlags.Unordered;
    private const uint Next = Crafted.LeftTsn;
    private const uint Last = Next - 1;

    /// <summary>How many unacknowledged chunks of its own the victim has while it is attacked: as many as it may.</summary>
    private const int Outstanding = 30_000;

    public static Dictionary<string, Func<int, byte[]>> All { get; } = new(StringComparer.Ordinal)
    {
        ["DATA of one byte"] = i => Packet([.. Enumerable.Range(0, 50).Select(n => Crafted.WholeMessage(Next + (uint)((50 * i) + n), (ushort)(n % 50), (ushort)i, 1))]),
        ["DATA of one byte out of order"] = i => Packet(Crafted.WholeMessage(Next + 1 + (uint)(2 * (i % 30_000)), (ushort)(i % 2000), 9, 1)),
        ["DATA of one byte behind a gap"] = i => Packet([.. Enumerable.Range(0, 50).Select(n => Crafted.WholeMessage(Next + 1 + (uint)((50 * (i % 600)) + n), (ushort)(n % 50), (ushort)(i + 1), 1))]),
        ["DATA repeated behind a long run"] = i => i < Packets
            ? Packet([.. Enumerable.Range(0, 32).Select(n => Crafted.Data(Next + 1 + (uint)((32 * i) + n), 0, 0, Unordered, 1))])
            : Packet(Crafted.Data(Next + 1, 0, 0, Unordered, 1)),
        ["DATA that begins messages which never end"] = i => i < 55
            ? Packet(Crafted.Data(Next + (uint)i, 0, 0, i == 0 ? SctpFlags.Begin : i == 54 ? SctpFlags.End : (byte)0, new byte[1100]))
            : Packet(Crafted.Data(Next + 54 + (uint)(2 * (i - 54)), (ushort)(i % 50), 9, SctpFlags.Begin, new byte[256])),
        ["DATA of middles"] = i => Packet([.. Enumerable.Range(0, 50).Select(n => Crafted.Data(Next + 1 + (uint)(2 * ((50 * (i % 600)) + n)), 0, 9, 0, 1))]),
        ["DATA far ahead, alone"] = i => Packet(Crafted.Data(Next + 60_000 + (uint)(i % 5000), 0, 9, 0, 1)),
        ["DATA repeated"] = i => Packet([.. Enumerable.Range(0, 50).Select(n => Crafted.WholeMessage(Last, 0, 0, 1))]),
        ["DATA repeated, alone"] = i => Packet(Crafted.WholeMessage(Last, 0, 0, 1)),
        ["DATA on streams that were not granted"] = i => Packet(Crafted.WholeMessage(Next + (uint)i, 65_000, 0, 1)),
        ["SACK whose gap moves by one"] = i => ToSender(Crafted.Sack(Crafted.RightTsn - 1, 1_000_000, [((ushort)(2 + (i % 20_000)), Outstanding)])),
        ["SACK with as many gaps as fit, moving"] = i => ToSender(Crafted.Sack(Crafted.RightTsn - 1, 1_000_000, [.. Enumerable.Range(0, 280).Select(n => ((ushort)(2 + (100 * n) + (i % 50)), (ushort)(52 + (100 * n))))])),
        ["SACK with duplicates"] = i => ToSender(Crafted.Sack(Crafted.RightTsn - 1, 1_000_000, [], [.. Enumerable.Range(0, 280).Select(n => (uint)n)])),
        ["FORWARD TSN as far as it reaches"] = i => Packet([.. Enumerable.Range(1, 100).Select(n => Crafted.ForwardTsn(Last + (uint)(((100 * i) + n) * 65_000)))]),
        ["FORWARD TSN over what was left behind"] = i => Packet(Crafted.Data(Next + (uint)(i * 65_001) + 64_999, 0, 0, 0, 1), Crafted.ForwardTsn(Next + (uint)(i * 65_001) + 65_000)),
        ["FORWARD TSN that names streams"] = i => Packet(Crafted.ForwardTsn(Next + (uint)i, [.. Enumerable.Range(0, 280).Select(n => ((ushort)((n + (280 * i)) % 2048), (ushort)i))])),
        ["RE-CONFIG of all streams"] = i => Packet(Crafted.Chunk(SctpChunkType.Reconfig, 0, [.. Enumerable.Range(0, 60).SelectMany(n => Reset(Next + (uint)((60 * i) + n)))])),
        ["RE-CONFIG of each stream"] = i => Packet(Crafted.Chunk(SctpChunkType.Reconfig, 0, Reset(Next + (uint)i, [.. Enumerable.Range(0, 560).Select(n => (ushort)n)]))),
        ["RE-CONFIG that asks for resets of ours"] = i => Packet(Crafted.Chunk(SctpChunkType.Reconfig, 0, Crafted.Parameter(SctpParameterType.IncomingReset, [.. Crafted.U32(Next + (uint)i), .. Enumerable.Range(0, 560).SelectMany(n => Crafted.U16((ushort)n))]))),
        ["RE-CONFIG out of turn"] = i => Packet(Crafted.Chunk(SctpChunkType.Reconfig, 0, Reset(77))),
        ["INIT"] = i => Crafted.Packet(0, Crafted.Init((uint)i + 9, 7)),
        ["INIT with parameters to report"] = i => Crafted.Packet(0, Crafted.Init((uint)i + 9, 7, parameters: Crafted.Parameter(0xC123, new byte[60]))),
        ["COOKIE ECHO that is forged"] = i => Packet(Crafted.Chunk(SctpChunkType.CookieEcho, 0, new byte[80])),
        ["HEARTBEAT"] = i => Packet(Crafted.Chunk(SctpChunkType.Heartbeat, 0, Crafted.Parameter(1, new byte[1000]))),
        ["HEARTBEAT, small"] = i => Packet(Crafted.Chunk(SctpChunkType.Heartbeat, 0)),
        ["ERROR"] = i => Packet(Crafted.Chunk(SctpChunkType.Error, 0, [.. Enumerable.Range(0, 280).SelectMany(n => Crafted.Parameter(SctpCause.StaleCookie))])),
        ["unknown chunks to report"] = i => Packet([.. Enumerable.Range(0, 280).Select(n => Crafted.Chunk(0xFF, 0))]),
        ["an unknown chunk to report, alone"] = i => Packet(Crafted.Chunk(0xFF, 0)),
        ["SHUTDOWN of the past"] = i => Packet(Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(0))),
    };

    /// <summary>The victim, established by hand, with as much of its own under way as there may be: partly unreliable, nothing acknowledged.</summary>
    public static SctpAssociation Establish()
    {
        var options = new SctpOptions { CongestionControl = (_, _) => new FixedWindow(long.MaxValue / 4) };
        var association = new SctpAssociation(options, new Sink(), new SeededRandom(3, Crafted.RightTag, Crafted.RightTsn));
        var buffer = new byte[1200];
        var now = 1_000_000L;
        association.Start(now);
        Drain(association, buffer, now);
        var extensions = Crafted.Join(Crafted.Parameter(SctpParameterType.ForwardTsnSupported), Crafted.Parameter(SctpParameterType.SupportedExtensions, SctpChunkType.Reconfig, SctpChunkType.ForwardTsn), [0, 0]);
        var init = Crafted.Init(Crafted.LeftTag, Next, SctpChunkType.InitAck, ushort.MaxValue, Crafted.Join(Crafted.Parameter(SctpParameterType.StateCookie, 1, 2, 3, 4), extensions));
        association.HandlePacket(Packet(init), now);
        Drain(association, buffer, now);
        association.HandlePacket(Packet(Crafted.Chunk(SctpChunkType.CookieAck, 0)), now);
        for (var i = 0; i < Outstanding; i++)
        {
            Assert.Equal(SctpSendResult.Queued, association.Send((ushort)(i % 500), 53, (byte[])[1], new SctpSendOptions { MaxRetransmits = 0 }, now));
        }

        Drain(association, buffer, now);
        return association;
    }

    public static long Feed(SctpAssociation association, IEnumerable<byte[]> packets, byte[] buffer, ref long now)
    {
        var sent = 0L;
        foreach (var packet in packets)
        {
            now += 100;
            association.HandlePacket(packet, now);
            sent += Drain(association, buffer, now);
        }

        return sent;
    }

    private static long Drain(SctpAssociation association, byte[] buffer, long now)
    {
        var sent = 0L;
        while (association.WritePacket(buffer, now) is > 0 and var length)
        {
            sent += length + RecordOverhead;
        }

        return sent;
    }

    private sealed class Sink : ISctpObserver
    {
        public void OnConnected(long now)
        {
        }

        public void OnMessage(ushort stream, uint ppid, byte[] rented, int length) => SctpMessagePool.Return(rented);

        public void OnStreamReset(ushort stream, long now)
        {
        }

        public void OnStreamResetDone(ushort stream, bool accepted, long now)
        {
        }

        public void OnBufferedAmountLow(ushort stream)
        {
        }

        public void OnClosed(SctpCloseReason reason)
        {
        }
    }

    private static byte[] Packet(params byte[][] chunks) => Crafted.Packet(Crafted.RightTag, chunks);

    private static byte[] ToSender(byte[] chunk) => Crafted.Packet(Crafted.RightTag, chunk);

    private static byte[] Reset(uint request, params ushort[] streams) =>
        Crafted.Parameter(SctpParameterType.OutgoingReset, [.. Crafted.U32(request), .. Crafted.U32(0), .. Crafted.U32(Last), .. streams.SelectMany(Crafted.U16)]);
}
