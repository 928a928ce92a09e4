using System.Buffers;
using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sctp.Congestion.Aimd;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A live association. Kinds: 0 a packet, 1 time passes (four bytes, microseconds), 2 it sends (stream, then length), 3 it resets a
/// stream, 4 it shuts down, 5 it sends unreliably and unordered. Scripts with an odd number of steps have RFC 9260's control of congestion, the others BBR. Its random numbers are those of a fixed seed, so recorded packets carry the right tags.
/// </summary>
internal sealed class SctpTarget : IFuzzTarget
{
    private const int HeaderLength = 12;
    private const int MaxPacketsPerStep = 8192;
    private const long Begin = 1_000_000;

    public string Name => "sctp";

    public long MaxAllocatedBytes => 64 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0x00, 0x03, 0x00, 0x10], [0x01, 0x00, 0x00, 0x14], [0x82, 0x00, 0x00, 0x10], [0xC0, 0x00, 0x00, 0x0C], [0x06, 0x00, 0x00, 0x04], [0x07, 0x00, 0x00, 0x08],
        [0x08, 0x00, 0x00, 0x04], [0x0A, 0x00, 0x00, 0x04], [0x0B, 0x00, 0x00, 0x04], [0x0E, 0x00, 0x00, 0x04], [0x00, 0x0D, 0x00, 0x10], [0x00, 0x10, 0x00, 0x0C],
        [0x80, 0x08, 0x00, 0x06], [0xC0, 0x00, 0x00, 0x04], [0x00, 0x07, 0x00, 0x04], [0x40, 0x00, 0x00, 0x14], [0xFF, 0xFF, 0xFF, 0xFF], [0x00, 0x00, 0x00, 0x00],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("open", Converse([]));
        yield return ("transfer", Converse([Send(2, 1, 5000), Send(2, 2, 10), Time(30_000), Send(5, 3, 3000), Time(500_000)]));
        yield return ("reset", Converse([Send(2, 1, 100), Time(30_000), new FuzzStep(3, [0, 1]), Time(30_000)]));
        yield return ("shutdown", Converse([Send(2, 1, 100), Time(30_000), new FuzzStep(4, []), Time(30_000)]));
        yield return ("heartbeat", Converse([Time(31_000_000), Time(31_000_000)]));

        // INIT chunks of Chromium and libdatachannel as they were seen.
        yield return ("chromium-init", [new FuzzStep(0, Convert.FromHexString("1388138800000000f3f846ed0100001ebfe3e41d00500000ffffffff98c7fda4c00000048008000682c00000"))]);
        yield return ("libdatachannel-init", [new FuzzStep(0, Convert.FromHexString(
            "1388138800000000f742c5a30100005e0a7b4c360010000004000400b6007652c0000004800100080000000180080009c00fc180820000008002002402471e9b562932181b2c29ee5c705fae3ea71c81f7fe486d9c9ba9ae828281e080040006000100008003000680c10000"))]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 6 == 0 && step.Bytes.Length >= HeaderLength)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(step.Bytes.AsSpan(8), Crc32C.OfPacket(step.Bytes));
        }

        return step;
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var side = new Side(1, steps.Count % 2 != 0);
        side.Association.Start(Begin);
        side.Drain(null);
        foreach (var step in steps)
        {
            side.Apply(step);
            side.Drain(null);
        }

        side.Settle();
        return side.Furthest.ToString();
    }

    /// <summary>What the peer says while our side does something: a script that takes our side through the same states again.</summary>
    private static List<FuzzStep> Converse(FuzzStep[] actions)
    {
        var script = new List<FuzzStep>();
        var ours = new Side(1);
        var peer = new Side(2);
        ours.Association.Start(Begin);
        peer.Association.Start(Begin);
        Exchange(ours, peer, script);
        foreach (var action in actions)
        {
            script.Add(action);
            ours.Apply(action);
            peer.Apply(action.Kind == 4 ? action with { Kind = 1, Bytes = new byte[4] } : action);
            Exchange(ours, peer, script);
        }

        return script;
    }

    private static void Exchange(Side ours, Side peer, List<FuzzStep> script)
    {
        var fromUs = new List<byte[]>();
        var fromPeer = new List<byte[]>();
        do
        {
            fromUs.Clear();
            fromPeer.Clear();
            ours.Drain(fromUs);
            fromUs.ForEach(packet => peer.Association.HandlePacket(packet, peer.Now));
            peer.Drain(fromPeer);
            foreach (var packet in fromPeer)
            {
                script.Add(new FuzzStep(0, packet));
                ours.Association.HandlePacket(packet, ours.Now);
            }
        }
        while (fromUs.Count + fromPeer.Count > 0);
    }

    private static FuzzStep Send(byte kind, ushort stream, ushort length) => new(kind, [(byte)(stream >> 8), (byte)stream, (byte)(length >> 8), (byte)length]);

    private static FuzzStep Time(int microseconds)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, microseconds);
        return new FuzzStep(1, bytes);
    }

    private sealed class Side : ISctpObserver
    {
        private static readonly SctpOptions Options = new() { ReceiveWindow = 256 * 1024, OutgoingStreams = 256, IncomingStreams = 256 };

        private static readonly SctpOptions WithWindow = Options with { CongestionControl = static (mtu, _) => new SctpAimdCongestionControl(mtu) };

        private readonly byte[] _packet = new byte[1500];

        public Side(int seed, bool hasWindow = false) => Association = new SctpAssociation(hasWindow ? WithWindow : Options, this, new SeededSource(seed));

        public SctpAssociation Association { get; }

        public long Now { get; private set; } = Begin;

        public SctpState Furthest { get; private set; }

        public void Apply(FuzzStep step)
        {
            var first = step.Bytes.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(step.Bytes) : (ushort)0;
            var second = step.Bytes.Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(step.Bytes.AsSpan(2)) : (ushort)0;
            switch (step.Kind % 6)
            {
                case 0:
                    Association.HandlePacket(step.Bytes, Now);
                    break;
                case 1:
                    PassTime(((long)first << 16) | second);
                    break;
                case 2 or 5 when Association.TotalBufferedAmount < 1_000_000:
                    var options = step.Kind % 6 == 5 ? new SctpSendOptions { Unordered = true, MaxRetransmits = 1 } : default;
                    _ = Association.Send(first, 53, new byte[Math.Clamp((int)second, 1, 16_384)], options, Now);
                    break;
                case 3:
                    Association.ResetStream(first, Now);
                    break;
                case 4:
                    Association.Shutdown(Now);
                    break;
            }

            Furthest = (SctpState)Math.Max((int)Furthest, (int)Association.State);
            FuzzFindingException.Unless(Association.ReceiveBufferBytes <= 4L * Options.ReceiveWindow, $"{Association.ReceiveBufferBytes} bytes are held for a window of {Options.ReceiveWindow}.");
        }

        public void Drain(List<byte[]>? packets)
        {
            for (var count = 0; Association.WritePacket(_packet, Now) is > 0 and var length; count++)
            {
                FuzzFindingException.Unless(length <= Options.Mtu, $"A packet of {length} bytes is longer than the MTU.");
                FuzzFindingException.Unless(count < MaxPacketsPerStep, "It never stops sending.");
                packets?.Add(_packet[..length]);
            }
        }

        /// <summary>Follows the deadlines for a while: they must move on.</summary>
        public void Settle()
        {
            for (var i = 0; i < 100 && Association.NextDeadline < long.MaxValue; i++)
            {
                PassTime(Math.Max(Association.NextDeadline - Now, 0));
            }
        }

        public void OnConnected(long now)
        {
        }

        public void OnMessage(ushort stream, uint ppid, byte[] rented, int length) => ArrayPool<byte>.Shared.Return(rented);

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

        private void PassTime(long microseconds)
        {
            Now += microseconds;
            for (var count = 0; Association.NextDeadline <= Now; count++)
            {
                FuzzFindingException.Unless(count < 1000, "A deadline that was handled is due again and again.");
                Association.HandleDeadline(Now);
                Drain(null);
            }
        }
    }
}
