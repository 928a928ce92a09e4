using System.Net;
using System.Text;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>Writes Binding messages by hand, right or wrong, and reads answers.</summary>
internal static class IceForge
{
    private static uint _next;

    public static byte[] Request(
        IceCredentials receiver, string sender, string? password = null, bool nominates = false, ulong? controlling = null, ulong? controlled = null,
        ushort? unknown = null, uint? priority = 1853817087, StunTransactionId? id = null)
    {
        byte[] buffer = new byte[1200];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, id ?? NextId());
        writer.Add(StunAttributeType.Username, Encoding.ASCII.GetBytes(receiver.UsernameFragment + ":" + sender));
        if (priority is { } value)
            writer.AddUInt32(StunAttributeType.Priority, value);
        if (controlling is { } tieBreaker)
            writer.AddUInt64(StunAttributeType.IceControlling, tieBreaker);
        if (controlled is { } other)
            writer.AddUInt64(StunAttributeType.IceControlled, other);
        if (nominates)
            writer.AddFlag(StunAttributeType.UseCandidate);
        if (unknown is { } type)
            writer.AddUInt32((StunAttributeType)type, 1);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password ?? receiver.Password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    public static byte[] Response(byte[] request, string password, IPEndPoint mapped, int error = 0)
    {
        Assert.True(StunMessage.TryParse(request, out var message));
        byte[] buffer = new byte[1200];
        var writer = new StunMessageWriter(buffer, error == 0 ? StunMessageClass.SuccessResponse : StunMessageClass.ErrorResponse, message.TransactionId);
        if (error == 0)
            writer.AddXorMappedAddress(mapped);
        else
            writer.AddErrorCode(error, "no"u8);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    /// <summary>Everything the agent has to send right now.</summary>
    public static List<(byte[] Bytes, IPEndPoint To)> Drain(IceAgent agent, long now)
    {
        var datagrams = new List<(byte[], IPEndPoint)>();
        byte[] buffer = new byte[1200];
        int length;
        while ((length = agent.WriteDatagram(buffer, now, out _, out var remote)) > 0)
            datagrams.Add((buffer[..length], remote));

        return datagrams;
    }

    public static bool IsRequest(byte[] datagram) => datagram[0] == 0 && datagram[1] == 1;

    public static bool IsSuccess(byte[] datagram) => datagram[0] == 1 && datagram[1] == 1;

    public static int ErrorCode(byte[] datagram)
    {
        Assert.True(StunMessage.TryParse(datagram, out var message));
        return message.GetErrorCode();
    }

    private static StunTransactionId NextId() => new(0xABCDEF, Interlocked.Increment(ref _next));
}
