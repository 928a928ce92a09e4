using System.Net;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Tests.Ice;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>A client, and a relay that answers as a test says.</summary>
internal sealed class TurnScript : ITurnObserver
{
    public const string Realm = "typedpeer.test";
    public const string Password = "correct horse";
    public const string Username = "ada";
    public static readonly IPEndPoint Server = IPEndPoint.Parse("203.0.113.200:3478");
    public static readonly IPEndPoint Relayed = IPEndPoint.Parse("203.0.113.200:50000");
    public static readonly IPEndPoint Mapped = IPEndPoint.Parse("198.51.100.1:40000");
#pragma warning disable CA5351 // The algorithm is on the wire.
    public static readonly byte[] Md5Key = MD5.HashData(Encoding.UTF8.GetBytes($"{Username}:{Realm}:{Password}"));
#pragma warning restore CA5351

    public TurnScript(DatagramPathKind transport = DatagramPathKind.Udp)
        : this(FirstAsked, transport)
    {
    }

    public TurnScript(TurnServer server, DatagramPathKind transport = DatagramPathKind.Udp) =>
        Client = new TurnClient(server, new FakePath("198.51.100.1:6000", transport), Options, this, new SeededIceRandom(1), 0);

    /// <summary>Writes what follows the transaction id and says how it is hashed.</summary>
    public delegate void Body(ref StunMessageWriter writer);

    public static TurnServer FirstAsked { get; } = new("turn:relay.example", Server, new TurnCredentials(Username, Password));

    public static TurnOptions Options { get; } = new();

    public TurnClient Client { get; }

    public List<TurnPath> Allocated { get; } = [];

    public List<TurnPath> Lost { get; } = [];

    public List<TurnFailure> Failures { get; } = [];

    public List<(IPEndPoint From, byte[] Data)> Received { get; } = [];

    public int Count { get; private set; }

    /// <summary>What comes is counted, and that is all.</summary>
    public bool KeepsNothing { get; set; }

    public byte[] Buffer { get; } = new byte[2048];

    public static StunMessage Parse(byte[] bytes) => StunMessage.TryParse(bytes, ushort.MaxValue, out var message) ? message : throw new InvalidOperationException("That is no STUN.");

    /// <summary>The next message to the relay; empty for none.</summary>
    public byte[] Next(long now = 1) => Client.Write(Buffer, now) is > 0 and var length ? Buffer[..length] : [];

    public void Answer(byte[] request, StunMessageClass messageClass, Body body, long now = 1, IPEndPoint? from = null)
    {
        byte[] buffer = new byte[1500];
        var parsed = Parse(request);
        var writer = new StunMessageWriter(buffer, messageClass, parsed.TransactionId, parsed.Method);
        body(ref writer);
        Client.HandleDatagram(from ?? Client.EndPoint, buffer.AsSpan(0, writer.Length), now);
    }

    public void Challenge(byte[] request, string nonce = "nonce", int code = 401) => Answer(request, StunMessageClass.ErrorResponse, (ref writer) =>
    {
        writer.AddErrorCode(code, "prove it"u8);
        writer.Add(StunAttributeType.Realm, Encoding.ASCII.GetBytes(Realm));
        writer.Add(StunAttributeType.Nonce, Encoding.ASCII.GetBytes(nonce));
    });

    public void Refuse(byte[] request, int code, long now = 1) => Answer(request, StunMessageClass.ErrorResponse, (ref writer) => writer.AddErrorCode(code, "no"u8), now);

    /// <summary>Answers the next request by naming another relay.</summary>
    public void SendOn(string where) => Answer(Next(), StunMessageClass.ErrorResponse, (ref writer) =>
    {
        writer.AddErrorCode(300, "there"u8);
        byte[] value = new byte[StunAddress.GetSize(IPEndPoint.Parse(where).AddressFamily)];
        StunAddress.WriteMasked(IPEndPoint.Parse(where), new byte[16], value);
        writer.Add(StunAttributeType.AlternateServer, value);
    });

    public void Grant(byte[] request, long now = 1) => Answer(request, StunMessageClass.SuccessResponse, static (ref writer) => writer.AddIntegrity(Md5Key), now);

    /// <summary>Goes through the whole of it, as far as an address.</summary>
    public TurnScript Allocate(params IPEndPoint[] relayed)
    {
        Challenge(Next());
        GiveAddress(Next(), relayed.Length == 0 ? [Relayed] : relayed);
        return this;
    }

    public void GiveAddress(byte[] request, params IPEndPoint[] relayed) => Answer(request, StunMessageClass.SuccessResponse, (ref writer) =>
    {
        foreach (var address in relayed)
            writer.AddXorAddress(StunAttributeType.XorRelayedAddress, address);

        writer.AddXorMappedAddress(Mapped);
        writer.AddUInt32(StunAttributeType.Lifetime, 600);
        writer.AddIntegrity(Md5Key);
    });

    /// <summary>Lets a peer in and binds it a channel, as the first data does.</summary>
    public void Bind(IPEndPoint peer)
    {
        byte[] data = new byte[Options.MaximumHeldLength + 100];
        data[0] = 22;
        Client.Wrap(data, 100, peer, 1);
        Grant(Next());
        Next();
        Client.Wrap(data, 100, peer, 1);
        Grant(Next());
    }

    void ITurnObserver.OnAllocated(TurnPath path, long now) => Allocated.Add(path);

    void ITurnObserver.OnLost(TurnPath path, long now) => Lost.Add(path);

    void ITurnObserver.OnFailed(TurnFailure failure) => Failures.Add(failure);

    void ITurnObserver.OnRelayed(TurnPath path, IPEndPoint peer, Span<byte> data, long now)
    {
        Count++;
        if (!KeepsNothing)
            Received.Add((peer, data.ToArray()));
    }
}
