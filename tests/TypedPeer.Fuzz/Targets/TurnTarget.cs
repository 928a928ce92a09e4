using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;
using TypedPeer.VirtualNetwork;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A client of a relay. Kinds: 0 what the relay sends, 1 bytes of a stream, 2 time passes (four bytes, microseconds), 3 a datagram for a peer, whom the
/// first byte names. Its random numbers are those of a fixed seed, so recorded answers are to its own requests.
/// </summary>
internal sealed class TurnTarget : IFuzzTarget
{
    private const int MaxDatagramsPerStep = 512;
    private const int Kinds = 4;
    private static readonly IPEndPoint Relay = new(IPAddress.Parse("203.0.113.200"), 3478);
    private static readonly IPEndPoint OurAddress = new(IPAddress.Parse("192.0.2.1"), 6001);
#pragma warning disable CA5351 // The algorithm is on the wire.
    private static readonly byte[] Key = MD5.HashData(Encoding.ASCII.GetBytes("ada:typedpeer.test:secret"));
#pragma warning restore CA5351

    /// <summary>Proves an answer.</summary>
    private delegate void Body(ref StunMessageWriter writer);

    public string Name => "turn";

    public long MaxAllocatedBytes => 8 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [1, 3], [1, 4], [1, 8], [1, 9], [1, 0x13], [1, 0x14], [0, 0x17], [0x21, 0x12, 0xA4, 0x42], [0x40, 0, 0, 4], [0x4F, 0xFF, 0xFF, 0xFF], [0, 0x12, 0, 8, 0, 1], [0, 0x13, 0, 4],
        [0, 0x16, 0, 8, 0, 1], [0, 0x16, 0, 20, 0, 2], [0, 0x0D, 0, 4, 0, 0, 0, 0], [0, 0x15, 0, 4], [0, 0x14, 0, 4], [0x80, 0x23, 0, 8, 0, 1], [0, 9, 0, 4, 0, 0, 3, 0], [0, 9, 0, 4, 0, 0, 4, 38],
        [0, 9, 0, 4, 0, 0, 4, 37], [0x80, 1, 0, 4, 2, 0, 4, 40],
        [0x80, 2, 0, 4, 0, 2, 0, 0], [0, 0x1C, 0, 32],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("channel", Converse());
        yield return ("alternate", [new FuzzStep(0, Answer(new Side().Drain()[0], StunMessageClass.ErrorResponse, SendOn, key: null))]);
        yield return ("mismatch", [new FuzzStep(0, Answer(new Side().Drain()[0], StunMessageClass.ErrorResponse, static (ref writer) => writer.AddErrorCode(437, "taken"u8), key: null))]);
        yield return ("stream", [new FuzzStep(1, [0x40, 0, 0, 3, 1, 2, 3, 0, 0x40, 1, 0, 0]), new FuzzStep(1, Answer(new Side().Drain()[0], StunMessageClass.ErrorResponse, Challenge, key: null))]);
    }

    public FuzzStep Repair(FuzzStep step, Random random) => step.Kind % Kinds == 0 && step.Bytes.Length >= StunMessage.HeaderSize && step.Bytes[0] < 4
        ? step with { Bytes = StunRepair.Sign(step.Bytes, Key, keepsMethod: true) }
        : step;

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var ours = new Side();
        ours.Drain();
        foreach (var step in steps)
        {
            ours.Take(step);
            ours.Drain();
        }

        string outcome = ours.Describe();
        ours.Client.WriteRelease(new byte[1500]);
        ours.Drain();
        FuzzFindingException.Unless(ours.Client.NextDeadline == long.MaxValue, "What is over still waits for something.");
        return outcome;
    }

    /// <summary>What an honest relay says to a client that sends data.</summary>
    private static List<FuzzStep> Converse()
    {
        var script = new List<FuzzStep>();
        var ours = new Side();
        Do(new FuzzStep(0, Answer(ours.Drain()[0], StunMessageClass.ErrorResponse, Challenge, key: null)));
        Do(new FuzzStep(0, Answer(ours.Drain()[0], StunMessageClass.SuccessResponse, GiveAddress, Key)));
        Do(new FuzzStep(3, [7, 22, 1, 2, 3]));
        Do(new FuzzStep(0, Answer(ours.Drain()[0], StunMessageClass.SuccessResponse, static (ref _) => { }, Key)));
        Do(new FuzzStep(3, [7, 22, 1, 2, 3]));
        Do(new FuzzStep(0, Answer(ours.Drain()[0], StunMessageClass.SuccessResponse, static (ref _) => { }, Key)));
        Do(new FuzzStep(3, [7, 22, 1, 2, 3]));
        Do(new FuzzStep(0, [0x40, 0, 0, 3, 1, 2, 3]));
        byte[] indication = new byte[100];
        int length = TurnFrames.WrapInIndication(indication, 5, PeerOf(7), new StunTransactionId(1, 2));
        BinaryPrimitives.WriteUInt16BigEndian(indication, (ushort)((int)StunMessageClass.Indication | TurnMethod.Data));
        Do(new FuzzStep(0, indication[..length]));
        Do(new FuzzStep(2, [0x0F, 0, 0, 0]));
        return script;

        void Do(FuzzStep step)
        {
            script.Add(step);
            ours.Take(step);
        }
    }

    private static byte[] Answer(byte[] request, StunMessageClass messageClass, Body body, byte[]? key)
    {
        byte[] buffer = new byte[500];
        FuzzFindingException.Unless(StunMessage.TryParse(request, out var parsed), "Its own request is no message.");
        var writer = new StunMessageWriter(buffer, messageClass, parsed.TransactionId, parsed.Method);
        body(ref writer);
        if (key is not null)
        {
            writer.AddIntegrity(key);
        }

        return buffer[..writer.Length];
    }

    private static void Challenge(ref StunMessageWriter writer)
    {
        writer.AddErrorCode(401, "prove it"u8);
        writer.Add(StunAttributeType.Realm, "typedpeer.test"u8);
        writer.Add(StunAttributeType.Nonce, "nonce"u8);
    }

    private static void GiveAddress(ref StunMessageWriter writer)
    {
        writer.AddXorAddress(StunAttributeType.XorRelayedAddress, new IPEndPoint(Relay.Address, 50_000));
        writer.AddXorAddress(StunAttributeType.XorRelayedAddress, IPEndPoint.Parse("[2001:db8::1]:50001"));
        writer.AddXorMappedAddress(OurAddress);
        writer.AddUInt32(StunAttributeType.Lifetime, 600);
    }

    private static void SendOn(ref StunMessageWriter writer)
    {
        writer.AddErrorCode(300, "there"u8);
        writer.Add(StunAttributeType.AlternateServer, [0, 1, 0x0D, 0x96, 203, 0, 113, 9]);
    }

    private static IPEndPoint PeerOf(byte number) => new(IPAddress.Parse($"198.51.100.{number}"), 7000 + number);

    private sealed class Side : ITurnObserver
    {
        private readonly byte[] _buffer = new byte[2048];
        private long _now = 1_000_000;
        private int _received;
        private bool _hasStream;

        public Side() => Client = new TurnClient(
            new TurnServer("turn:relay.example", Relay, new TurnCredentials("ada", "secret")), new VirtualPort(new VirtualWorld(1), OurAddress), new TurnOptions(), this, new SeededSource(1), _now);

        public TurnClient Client { get; }

        public void Take(FuzzStep step)
        {
            switch (step.Kind % Kinds)
            {
                case 0:
                    Client.HandleDatagram(Client.EndPoint, step.Bytes, _now);
                    break;
                case 1:
                    int whole = TurnFrames.GetWhole(step.Bytes);
                    FuzzFindingException.Unless(whole <= step.Bytes.Length, "More bytes are whole than there are.");
                    _hasStream |= whole > 0;
                    break;
                case 2 when step.Bytes.Length >= 4:
                    PassTime(BinaryPrimitives.ReadUInt32BigEndian(step.Bytes) % 600_000_000);
                    break;
                case 3 when step.Bytes.Length > 1:
                    int length = Math.Min(step.Bytes.Length - 1, 1200);
                    step.Bytes.AsSpan(1, length).CopyTo(_buffer);
                    int wrapped = Client.Wrap(_buffer, length, PeerOf(step.Bytes[0]), _now);
                    FuzzFindingException.Unless(wrapped == 0 || (wrapped > length && wrapped <= length + TurnFrames.MaximumOverhead), "A datagram grows by more than it may.");
                    break;
            }
        }

        public List<byte[]> Drain()
        {
            var datagrams = new List<byte[]>();
            while (Client.Write(_buffer, _now) is > 0 and var length)
            {
                datagrams.Add(_buffer[..length]);
                FuzzFindingException.Unless(datagrams.Count < MaxDatagramsPerStep, "It never stops sending.");
            }

            return datagrams;
        }

        public string Describe() => (Client.IsOver, _received, IsSentOn: !Client.EndPoint.Equals(Relay), _hasStream, IsReferred: Client.TakeReferral() is not null) switch
        {
            { _hasStream: true } => "stream",
            { IsSentOn: true } => "sent on",
            { IsOver: true, IsReferred: true } => "referred",
            { IsOver: true } => "over",
            { _received: > 0 } => "received",
            { IsReferred: true } => "allocated in part",
            _ => Client.Paths.Count > 0 ? "allocated" : "asking",
        };

        public void OnAllocated(TurnPath path, long now)
        {
        }

        public void OnLost(TurnPath path, long now)
        {
        }

        public void OnFailed(TurnFailure failure)
        {
        }

        public void OnRelayed(TurnPath path, IPEndPoint peer, Span<byte> data, long now)
        {
            _received++;
            data.Clear();
        }

        private void PassTime(long microseconds)
        {
            _now += microseconds;
            for (var count = 0; Client.NextDeadline <= _now; count++)
            {
                FuzzFindingException.Unless(count < 1000, "A deadline that was handled is due again and again.");
                Client.HandleDeadline(_now);
                Drain();
            }
        }
    }
}
