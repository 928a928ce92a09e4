using System.Net;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Listening;

/// <summary>Somebody before a gate, who makes datagrams of his own.</summary>
internal sealed class GateDialler(ListenerGate gate, string remote)
{
    public static readonly byte[] CertificateHash = [.. Enumerable.Range(0, 32).Select(static value => (byte)value)];

    public static readonly IPEndPoint Local = IPEndPoint.Parse("192.0.2.1:4433");

    private readonly byte[] _reply = new byte[ListenerGate.MaxReplyLength];

    public IPEndPoint Remote { get; } = IPEndPoint.Parse(remote);

    public string Fragment { get; init; } = "ufrg";

    public string Password { get; init; } = Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(remote)))[..24];

    public string ListenerPassword { get; init; } = IceListenerCredentials.PasswordOf(CertificateHash);

    /// <summary>Gets what the gate said last.</summary>
    public GateReply LastReply { get; private set; }

    /// <summary>Gets the datagrams of it.</summary>
    public List<byte[]> LastDatagrams { get; } = [];

    /// <summary>A check as an ICE agent makes it; longer where asked.</summary>
    public byte[] Check(int length = 0, bool nominates = false, string? username = null, bool isControlling = true)
    {
        var buffer = new byte[1500];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
        writer.Add(StunAttributeType.Username, Encoding.ASCII.GetBytes(username ?? $"{IceListenerCredentials.Prefix}{Password}:{Fragment}"));
        writer.AddUInt64(isControlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled, 1);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        if (nominates)
        {
            writer.AddFlag(StunAttributeType.UseCandidate);
        }

        var padding = length - writer.Length - 32 - 4;
        if (padding > 0)
        {
            writer.Add(StunAttributeType.Software, new byte[padding]);
        }

        writer.AddIntegrity(Encoding.ASCII.GetBytes(ListenerPassword));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    /// <summary>The answer to a check of the gate's.</summary>
    public byte[] Answer(ReadOnlySpan<byte> check)
    {
        Assert.True(StunMessage.TryParse(check, out var request));
        Assert.Equal(StunMessageClass.Request, request.Class);
        Assert.True(request.HasValidIntegrity(Encoding.ASCII.GetBytes(Password)));
        Assert.True(request.TryGet(StunAttributeType.Username, out var username));
        Assert.Equal($"{Fragment}:{IceListenerCredentials.Prefix}{Password}", Encoding.ASCII.GetString(username));
        Assert.True(request.TryGet(StunAttributeType.IceControlled, out _));
        Assert.True(request.TryGetUInt32(StunAttributeType.Priority, out _));

        var buffer = new byte[200];
        var writer = new StunMessageWriter(buffer, StunMessageClass.SuccessResponse, request.TransactionId);
        writer.AddXorMappedAddress(Local);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(Password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    /// <summary>Sends something.</summary>
    public GateReply Send(ReadOnlySpan<byte> datagram, long now)
    {
        LastReply = gate.Handle(Local, Remote, datagram, _reply, now);
        LastDatagrams.Clear();
        if (LastReply.FirstLength > 0)
        {
            LastDatagrams.Add(_reply[..LastReply.FirstLength]);
        }

        if (LastReply.SecondLength > 0)
        {
            LastDatagrams.Add(_reply.AsSpan(LastReply.FirstLength, LastReply.SecondLength).ToArray());
        }

        return LastReply;
    }

    /// <summary>Proves its address.</summary>
    public void Prove(long now)
    {
        Send(Check(length: 160), now);
        Send(Answer(LastDatagrams[0]), now);
    }

    /// <summary>Dials until it is let in; null where it is not.</summary>
    public Admission? Dial(long now)
    {
        var first = Send(Check(length: 160), now);
        if (first.Length == 0)
        {
            return first.Admission;
        }

        Send(Answer(LastDatagrams[0]), now);
        return Send(Check(nominates: true), now).Admission;
    }
}
