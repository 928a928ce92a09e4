using System.Buffers.Binary;
using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Stun;
using TypedPeer.VirtualNetwork;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// An ICE agent that looks for its peer. Kinds: 0 a datagram from the peer's address, 1 one from elsewhere, 2 time passes (four
/// bytes, microseconds). Its random numbers are those of a fixed seed, so recorded messages carry the right passwords.
/// </summary>
internal sealed class StunTarget : IFuzzTarget
{
    private const int MaxDatagramsPerStep = 512;

    private static readonly IPEndPoint OurAddress = new(IPAddress.Parse("192.0.2.1"), 5001);
    private static readonly IPEndPoint PeerAddress = new(IPAddress.Parse("192.0.2.2"), 5002);
    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("198.51.100.3"), 5003);

    public string Name => "stun";

    public long MaxAllocatedBytes => 16 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0, 1], [1, 1], [1, 0x11], [0, 0x11], [0x21, 0x12, 0xA4, 0x42], [0, 6, 0, 9], [0, 8, 0, 20], [0, 9, 0, 4, 0, 0, 4, 0x57], [0, 0x20, 0, 8, 0, 1], [0, 0x24, 0, 4],
        [0, 0x25, 0, 0], [0x80, 0x28, 0, 4], [0x80, 0x29, 0, 8], [0x80, 0x2A, 0, 8], [0xC0, 0x57, 0, 4], [0x7F, 0xFF, 0, 0], [0, 0x20, 0, 20, 0, 2],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("controlling", Converse(isControlling: true));
        yield return ("conflict", Converse(isControlling: false));
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 3 == 2 || step.Bytes.Length < StunMessage.HeaderSize)
        {
            return step;
        }

        // Requests are protected by our password, answers by the peer's.
        var isRequest = (step.Bytes[0] & 1) == 0;
        var key = System.Text.Encoding.UTF8.GetBytes((isRequest ? new Side(1, OurAddress, true) : new Side(2, PeerAddress, false)).Agent.LocalCredentials.Password);
        return step with { Bytes = StunRepair.Sign(step.Bytes, key) };
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var ours = Introduced(isControlling: true);
        foreach (var step in steps)
        {
            Parse(step.Bytes);
            switch (step.Kind % 3)
            {
                case 0:
                    ours.Agent.HandleDatagram(ours.Path, PeerAddress, step.Bytes, ours.Now);
                    break;
                case 1:
                    ours.Agent.HandleDatagram(ours.Path, Stranger, step.Bytes, ours.Now);
                    break;
                case 2 when step.Bytes.Length >= 4:
                    ours.PassTime(BinaryPrimitives.ReadUInt32BigEndian(step.Bytes) % 60_000_000);
                    break;
            }

            ours.Drain();
            FuzzFindingException.Unless(ours.Agent.Pairs.Count <= new IceOptions().MaximumPairs, "There are more pairs than allowed.");
        }

        var outcome = ours.Agent.State.ToString();
        ours.Agent.Close();
        ours.Drain();
        return outcome;
    }

    /// <summary>Every getter on whatever was parsed.</summary>
    private static void Parse(ReadOnlySpan<byte> datagram)
    {
        if (!StunMessage.TryParse(datagram, out var message))
        {
            return;
        }

        Span<ushort> unknown = stackalloc ushort[16];
        message.GetUnknownRequired(unknown);
        message.GetErrorCode();
        message.TryGetMappedAddress(out _);
        message.HasValidIntegrity("key"u8);
        foreach (var type in Enum.GetValues<StunAttributeType>())
        {
            message.TryGet(type, out _);
            message.TryGetUInt32(type, out _);
            message.TryGetUInt64(type, out _);
        }
    }

    private static Side Introduced(bool isControlling)
    {
        var ours = new Side(1, OurAddress, isControlling);
        ours.Meet(new Side(2, PeerAddress, !isControlling));
        return ours;
    }

    /// <summary>What the peer says to an agent of ours that meets it.</summary>
    private static List<FuzzStep> Converse(bool isControlling)
    {
        var script = new List<FuzzStep>();
        var ours = new Side(1, OurAddress, isControlling: true);
        var peer = new Side(2, PeerAddress, isControlling: !isControlling);
        ours.Meet(peer);
        peer.Meet(ours);
        for (var round = 0; round < 12; round++)
        {
            peer.Drain().ForEach(datagram =>
            {
                script.Add(new FuzzStep(0, datagram));
                ours.Agent.HandleDatagram(ours.Path, PeerAddress, datagram, ours.Now);
            });
            ours.Drain().ForEach(datagram => peer.Agent.HandleDatagram(peer.Path, OurAddress, datagram, peer.Now));
            script.Add(new FuzzStep(2, [0, 0, 0x75, 0x30]));
            ours.PassTime(30_000);
            peer.PassTime(30_000);
        }

        return script;
    }

    private sealed class Side : IIceObserver
    {
        private readonly IPEndPoint _address;
        private readonly byte[] _buffer = new byte[1500];

        public Side(int seed, IPEndPoint address, bool isControlling)
        {
            _address = address;
            Agent = new IceAgent(new IceOptions(), this, new SeededSource(seed)) { IsControlling = isControlling };
            Path = new VirtualPort(new VirtualWorld(1), address);
            Agent.AddPath(Path);
        }

        public IceAgent Agent { get; }

        public VirtualPort Path { get; }

        public long Now { get; private set; } = 1_000_000;

        public void Meet(Side peer)
        {
            Agent.SetRemoteCredentials(peer.Agent.LocalCredentials, Now);
            if (IceCandidate.TryParse($"candidate:1 1 udp 2130706431 {peer._address.Address} {peer._address.Port} typ host", out var candidate))
            {
                Agent.AddRemoteCandidate(candidate!, Now);
            }
        }

        public void PassTime(long microseconds)
        {
            Now += microseconds;
            for (var count = 0; Agent.NextDeadline <= Now; count++)
            {
                FuzzFindingException.Unless(count < 1000, "A deadline that was handled is due again and again.");
                Agent.HandleDeadline(Now);
                Drain();
            }
        }

        public List<byte[]> Drain()
        {
            var datagrams = new List<byte[]>();
            while (Agent.WriteDatagram(_buffer, Now, out _, out _) is > 0 and var length)
            {
                datagrams.Add(_buffer[..length]);
                FuzzFindingException.Unless(datagrams.Count < MaxDatagramsPerStep, "It never stops sending.");
            }

            return datagrams;
        }

        public void OnLocalCandidate(IceCandidate candidate)
        {
        }

        public void OnStateChanged(IceConnectionState state)
        {
        }

        public void OnSelectedPairChanged(IceCandidatePair pair, bool isRescue)
        {
        }
    }
}
