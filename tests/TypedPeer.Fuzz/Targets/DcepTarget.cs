using System.Buffers;
using System.Buffers.Binary;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// The channel table of a live connection. A step's first two bytes are the stream; kinds: 0 DCEP, 1 text, 2 binary,
/// 3 empty text, 4 the peer resets the stream, 5 our reset is answered, 6 we open a channel, 7 any payload protocol (two more bytes).
/// </summary>
internal sealed class DcepTarget : IFuzzTarget
{
    private const int MaxChannels = 32;

    public string Name => "dcep";

    public long MaxAllocatedBytes => 16 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } = [[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [2], [0x80], [0x81], [0x82], [0xFF, 0xFF]];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("open", [Message(0, 1, DcepMessage.WriteOpen("label", new DataChannelOptions { Protocol = "protocol" })), Message(1, 1, "text"u8), Message(2, 1, [1, 2, 3]), Message(3, 1, [0]), Message(4, 1, [])]);
        yield return ("unreliable", [Message(0, 3, DcepMessage.WriteOpen(string.Empty, new DataChannelOptions { Ordered = false, MaxRetransmits = 0 })), Message(0, 5, DcepMessage.WriteOpen("\u00e9\u4e16", new DataChannelOptions { MaxPacketLifeTime = TimeSpan.FromSeconds(1) }))]);
        yield return ("ours", [Message(6, 0, []), Message(0, 0, DcepMessage.Ack), Message(1, 0, "answer"u8), Message(4, 0, []), Message(5, 0, [])]);
        yield return ("early", [Message(1, 7, "before the open"u8), Message(0, 7, DcepMessage.WriteOpen("late", new DataChannelOptions()))]);

        // As Chromium sends it.
        yield return ("chromium", [Message(0, 1, Convert.FromHexString("03000100000000000003000570656570726F746F"))]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        const int HeaderLength = 12;
        if (step.Kind % 8 != 0 || step.Bytes.Length < 2 + HeaderLength)
        {
            return step;
        }

        var open = step.Bytes.AsSpan(2);
        open[0] = 3;
        var rest = open.Length - HeaderLength;
        var label = random.Next(rest + 1);
        BinaryPrimitives.WriteUInt16BigEndian(open[8..], (ushort)label);
        BinaryPrimitives.WriteUInt16BigEndian(open[10..], (ushort)(rest - label));
        return step;
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var events = new PeerEventQueue();
        var table = new DataChannelTable(events, new DataChannelTableOptions { MaxChannels = MaxChannels });
        table.OnRoleKnown(isDtlsClient: true);
        table.OnTransportCreated(new Sink(), now: 0);
        table.OnConnected(ushort.MaxValue, now: 0);
        var most = 0;
        long now = 0;
        foreach (var step in steps)
        {
            now += 100_000;
            Apply(table, step);
            table.RunDeferred(now);
            if (table.NextDeadline <= now)
            {
                table.HandleDeadline(now);
            }

            FuzzFindingException.Unless(table.Count <= MaxChannels, $"{table.Count} channels where {MaxChannels} are allowed.");
            FuzzFindingException.Unless(table.NextDeadline > now, "A deadline that has passed stays.");
            Release(events, table);
            most = Math.Max(most, table.Count);
        }

        table.CloseAll(CloseReasons.RemoteChannel);
        Release(events, table);
        FuzzFindingException.Unless(table.UnconsumedBytes == 0, $"{table.UnconsumedBytes} bytes are still counted.");
        return most switch { 0 => "no channel", 1 => "one channel", _ => "several channels" };
    }

    private static void Apply(DataChannelTable table, FuzzStep step)
    {
        var stream = step.Bytes.Length < 2 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(step.Bytes);
        var payload = step.Bytes.Length < 2 ? [] : step.Bytes.AsSpan(2);
        switch (step.Kind % 8)
        {
            case 4:
                table.OnStreamReset(stream, now: 0);
                break;
            case 5:
                table.OnStreamResetDone(stream, accepted: payload.Length % 2 == 0, now: 0);
                break;
            case 6 when table.Count < MaxChannels:
                table.Create("ours", new DataChannelOptions(), now: 0);
                break;
            case 7 when payload.Length >= 2:
                Deliver(table, stream, BinaryPrimitives.ReadUInt16BigEndian(payload), payload[2..]);
                break;
            case < 4 and var kind:
                uint[] protocols = [50, 51, 53, 56];
                Deliver(table, stream, protocols[kind], payload);
                if (kind == 0 && DcepMessage.TryReadOpen(payload, out var label, out var options))
                {
                    FuzzFindingException.Unless(DcepMessage.TryReadOpen(DcepMessage.WriteOpen(label, options), out _, out _), "An OPEN that was read and written is refused.");
                }

                break;
        }
    }

    private static void Deliver(DataChannelTable table, ushort stream, uint protocol, ReadOnlySpan<byte> payload)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length, 1));
        payload.CopyTo(rented);
        table.OnMessage(stream, protocol, rented, payload.Length);
    }

    private static void Release(PeerEventQueue events, DataChannelTable table)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Buffer is { } buffer)
            {
                table.Consumed(MessageCost.Of(buffer));
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        events.Clear();
    }

    private static FuzzStep Message(byte kind, ushort stream, ReadOnlySpan<byte> payload) => new(kind, [(byte)(stream >> 8), (byte)stream, .. payload]);

    private sealed class Sink : IDataChannelTransport
    {
        public bool Send(ushort stream, uint payloadProtocol, MessagePayload payload, DataChannelOptions options, bool ordered, long now) => true;

        public bool CanSend => true;

        public long HeldBytes => 0;

        public int MaxMessageSize => 65536;

        public void SetPriority(ushort stream, DataChannelPriority priority)
        {
        }

        public void DropExpired(ushort stream, long now)
        {
        }

        public void ResetStream(ushort stream, long now)
        {
        }

        public long GetBufferedAmount(ushort stream) => 0;

        public int GetPendingCount(ushort stream) => 0;

        public void SetBufferedAmountLowThreshold(ushort stream, long bytes)
        {
        }
    }
}
