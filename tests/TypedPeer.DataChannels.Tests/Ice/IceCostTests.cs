using System.Buffers.Binary;
using System.Net;
using System.Text;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>What a stranger's datagram makes this side do: counted, not timed.</summary>
public sealed class IceCostTests
{
    private const int Rounds = 2_000;
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("198.51.100.66:6666");
    private static readonly IPEndPoint MappedStranger = IPEndPoint.Parse("[::ffff:198.51.100.66]:6666");

    public static TheoryData<string> Kinds => ["unknown fragment", "no fragment", "wrong password", "many attributes", "response", "error response", "indication", "broken fingerprint", "truncated"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_strangers_datagram_allocates_nothing_is_hashed_once_at_most_and_gets_nothing_back(string kind)
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.SetRemoteCredentials(new IceCredentials("remote", "0123456789012345678901"), 0);
        for (int index = 0; index < 40; index++)
            peer.Agent.AddRemoteCandidate(new IceCandidate { Foundation = "1", Priority = (uint)index, EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 2000 + index), Type = IceCandidateType.Host }, 0);
        peer.Agent.AddStunServer(IPEndPoint.Parse("203.0.113.9:3478"), 0);
        for (int round = 0; round < 50; round++)
        {
            peer.Agent.HandleDeadline(round * 20_000);
            IceForge.Drain(peer.Agent, round * 20_000);
        }

        byte[] datagram = Forge(kind, peer.Agent.LocalCredentials);
        Send(peer, datagram, 10);
        long checksBefore = peer.Agent.IntegrityChecks;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Send(peer, datagram, Rounds);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;

        Assert.Equal(0, allocated);
        Assert.Equal(kind == "wrong password" ? Rounds : 0, peer.Agent.IntegrityChecks - checksBefore);
        Assert.DoesNotContain(IceForge.Drain(peer.Agent, 1_000_000), static sent => sent.To.Equals(Stranger) || sent.To.Equals(MappedStranger));
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], Stranger));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(25, true)]
    [InlineData(30, false)]
    [InlineData(200, false)]
    public void A_check_with_more_attributes_than_any_agent_sends_is_not_answered_even_if_it_is_genuine(int more, bool isAnswered)
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        byte[] buffer = new byte[1400];
        var local = peer.Agent.LocalCredentials;
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
        for (int index = 0; index < more; index++)
            writer.AddFlag(StunAttributeType.Software);
        writer.Add(StunAttributeType.Username, Encoding.ASCII.GetBytes(local.UsernameFragment + ":remote"));
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(local.Password));
        writer.AddFingerprint();

        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, buffer.AsSpan(0, writer.Length), 1);

        Assert.Equal(isAnswered ? 1 : 0, IceForge.Drain(peer.Agent, 2).Count);
        Assert.Equal(isAnswered ? 1 : 0, peer.Agent.IntegrityChecks);
    }

    private static void Send(IcePeer peer, byte[] datagram, int rounds)
    {
        for (int round = 0; round < rounds; round++)
            peer.Agent.HandleDatagram(peer.Paths[0], round % 2 == 0 ? Stranger : MappedStranger, datagram, 1_000_000);
    }

    private static byte[] Forge(string kind, IceCredentials local)
    {
        byte[] request = IceForge.Request(local, "remote", kind == "wrong password" ? "wrong password, but long enough" : null);
        switch (kind)
        {
            case "unknown fragment":
                return IceForge.Request(local with { UsernameFragment = "nobody" }, "remote");
            case "no fragment":
                return Write(StunMessageClass.Request, static _ => { });
            case "many attributes":
                return WithAttributes(365);
            case "response":
                return Write(StunMessageClass.SuccessResponse, static _ => { });
            case "error response":
                return Write(StunMessageClass.ErrorResponse, static _ => { });
            case "indication":
                return Write(StunMessageClass.Indication, static _ => { });
            case "broken fingerprint":
                request[^1] ^= 1;
                return request;
            case "truncated":
                return request[..^8];
            default:
                return request;
        }
    }

    private static byte[] Write(StunMessageClass messageClass, Action<byte[]> change)
    {
        byte[] buffer = new byte[200];
        var writer = new StunMessageWriter(buffer, messageClass, new StunTransactionId(1, 2));
        writer.Add(StunAttributeType.Software, Encoding.ASCII.GetBytes("stranger"));
        writer.AddFingerprint();
        byte[] message = buffer[..writer.Length];
        change(message);
        return message;
    }

    private static byte[] WithAttributes(int count)
    {
        byte[] message = new byte[StunMessage.HeaderSize + (count * 4)];
        BinaryPrimitives.WriteUInt16BigEndian(message, 1);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(count * 4));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), StunMessage.MagicCookie);
        for (int index = 0; index < count; index++)
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(StunMessage.HeaderSize + (index * 4)), 0x8022);

        return message;
    }
}
