using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.VirtualNetwork;

/// <summary>A TURN server of a virtual world: long-term credentials, permissions and channels as RFC 8656 has them, and whatever lies it is told to tell.</summary>
internal sealed class VirtualRelay
{
    public const string Username = "ada";
    public const string Password = "correct horse";
    private const string Realm = "typedpeer.test";
    private readonly VirtualWorld _world;
    private readonly byte[] _key;
    private readonly Dictionary<IPEndPoint, Allocation> _allocations = [];
    private readonly HashSet<IPEndPoint> _taken = [];
    private readonly byte[] _buffer = new byte[2048];
    private int _nextPort = 50_000;
    private int _nonces;

    /// <summary>Puts a relay at an address.</summary>
    public VirtualRelay(VirtualWorld world, string address)
    {
        _world = world;
        EndPoint = IPEndPoint.Parse(address);
#pragma warning disable CA5351 // The algorithm is on the wire.
        _key = MD5.HashData(Encoding.UTF8.GetBytes($"{Username}:{Realm}:{Password}"));
#pragma warning restore CA5351
        world.Bind(EndPoint, Receive);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>A relay that is not up hears and stays silent, to clients and to peers.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>What it grants, in seconds.</summary>
    public uint Lifetime { get; set; } = 600;

    /// <summary>The nonce is another one for each request.</summary>
    public bool CallsEveryNonceStale { get; set; }

    /// <summary>Answers every request that proves who it is from with this error.</summary>
    public int Refuses { get; set; }

    /// <summary>
    /// Its address of IPv6, if it has one: it gives ports of it to who asks for that family alone, and leaves ADDITIONAL-ADDRESS-FAMILY alone, as coturn does.
    /// Without, it says that it has no such family.
    /// </summary>
    public IPAddress? AddressV6 { get; set; }

    /// <summary>What it gives as an address of IPv6, whatever it is.</summary>
    public IPEndPoint? LieV6 { get; set; }

    /// <summary>Hears nobody who asks for IPv6 alone.</summary>
    public bool IsDeafToV6 { get; set; }

    /// <summary>Answers who asks for IPv6 alone with this error.</summary>
    public int RefusesV6 { get; set; }

    /// <summary>How many ports of clients it calls in use by somebody else.</summary>
    public int TakenPorts { get; set; }

    /// <summary>Answers who wants a peer let in, or called by a number, with this error.</summary>
    public int RefusesPeers { get; set; }

    /// <summary>Answers who wants a peer called by a number with this error.</summary>
    public int RefusesChannels { get; set; }

    /// <summary>What it has heard, by method.</summary>
    public Dictionary<int, int> Requests { get; } = [];

    /// <summary>Allocations there are.</summary>
    public int Allocations => _allocations.Count;

    /// <summary>The largest datagram a client sent.</summary>
    public int Largest { get; private set; }

    /// <summary>Datagrams that went through, either way, in channels.</summary>
    public int InChannels { get; private set; }

    /// <summary>Datagrams that went through, either way, in indications.</summary>
    public int InIndications { get; private set; }

    private string Nonce => $"nonce{_nonces}";

    /// <summary>From now on the nonce is another one.</summary>
    public void RenewNonce() => _nonces++;

    /// <summary>Forgets all allocations, as after a restart.</summary>
    public void Forget()
    {
        foreach (var allocation in _allocations.Values)
            _world.Unbind(allocation.Relayed);

        _allocations.Clear();
    }

    /// <summary>Tells every client something that is not so: data of strangers, data of nobody, answers that nobody has asked for or that prove nothing, and noise.</summary>
    public void Lie(Random random)
    {
        byte[] noise = new byte[random.Next(1, 1500)];
        random.NextBytes(noise);
        foreach (var client in _allocations.Keys)
        {
            int length;
            switch (random.Next(4))
            {
                case 0:
                    var stranger = new IPEndPoint(new IPAddress([10, 9, (byte)random.Next(256), 1]), random.Next(1024, 65536));
                    length = TurnFrames.WrapInIndication(_buffer, noise.Length, stranger, new StunTransactionId(1, 2));
                    BinaryPrimitives.WriteUInt16BigEndian(_buffer, (ushort)((int)StunMessageClass.Indication | TurnMethod.Data));
                    break;
                case 1:
                    length = TurnFrames.WrapInChannel(_buffer, noise.Length, (ushort)random.Next(0x4000, 0x5000), isPadded: false);
                    break;
                case 2:
                    var writer = new StunMessageWriter(_buffer, StunMessageClass.SuccessResponse, new StunTransactionId((ulong)random.NextInt64(), (uint)random.Next()), TurnMethod.Allocate);
                    writer.AddXorAddress(StunAttributeType.XorRelayedAddress, new IPEndPoint(IPAddress.Parse("10.9.9.9"), 9999));
                    writer.AddUInt32(StunAttributeType.Lifetime, uint.MaxValue);
                    length = writer.Length;
                    break;
                default:
                    noise.CopyTo(_buffer, 0);
                    length = noise.Length;
                    break;
            }

            _world.Send(EndPoint, client, _buffer.AsSpan(0, length));
        }
    }

    private void Receive(IPEndPoint from, byte[] bytes)
    {
        Largest = Math.Max(Largest, bytes.Length);
        if (!IsUp)
            return;

        if (bytes[0] >= 0x40)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2));
            if (_allocations.TryGetValue(from, out var bound) && bound.Channels.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(bytes), out var peer) && bound.Permitted.Contains(peer.Address))
            {
                InChannels++;
                _world.Send(bound.Relayed, peer, bytes.AsSpan(4, length));
            }

            return;
        }

        if (!StunMessage.TryParse(bytes, ushort.MaxValue, out var message))
            return;

        if (message is { Class: StunMessageClass.Indication, Method: TurnMethod.Send })
        {
            if (_allocations.TryGetValue(from, out var allocation) && message.TryGetXorAddress(StunAttributeType.XorPeerAddress, 0, out var to)
                && allocation.Permitted.Contains(to!.Address) && message.TryGet(StunAttributeType.Data, out var data))
            {
                InIndications++;
                _world.Send(allocation.Relayed, to, data);
            }
        }
        else if (message.Class == StunMessageClass.Request)
        {
            Requests[message.Method] = Requests.GetValueOrDefault(message.Method) + 1;
            if (!IsDeafToV6 || !IsForV6(message))
                Answer(message, from);
        }
    }

    private void Answer(in StunMessage request, IPEndPoint from)
    {
        if (CallsEveryNonceStale)
            _nonces++;

        bool proves = request.HasValidIntegrity(_key);
        bool isFresh = request.TryGet(StunAttributeType.Nonce, out var nonce) && nonce.SequenceEqual(Encoding.ASCII.GetBytes(Nonce));
        if (!proves || !isFresh)
        {
            Challenge(request, from, proves ? StunErrorCode.StaleNonce : StunErrorCode.Unauthenticated);
            return;
        }

        int refusal = Refuses != 0 ? Refuses : Serve(request, from);
        if (refusal != 0)
        {
            var writer = Begin(request, StunMessageClass.ErrorResponse);
            writer.AddErrorCode(refusal, "no"u8);
            End(ref writer, from);
        }
    }

    /// <summary>Does what is asked, and answers; the error where it does not.</summary>
    private int Serve(in StunMessage request, IPEndPoint from)
    {
        _allocations.TryGetValue(from, out var allocation);

        // A request that is sent again, since the answer was lost, gets the same once more (RFC 8656, section 7.2).
        bool isKnown = allocation is not null && request.Method == TurnMethod.Allocate && allocation.AskedBy == request.TransactionId;
        if (!isKnown && (request.Method == TurnMethod.Allocate ? allocation is not null : allocation is null))
            return StunErrorCode.AllocationMismatch;

        if (request.Method == TurnMethod.Allocate && !isKnown && RefuseAllocation(request, from) is > 0 and var refusal)
            return refusal;
        if (request.TryGetXorAddress(StunAttributeType.XorPeerAddress, 0, out var peer) && peer!.AddressFamily != allocation!.Relayed.AddressFamily)
            return 443;
        if (peer is not null && RefusesPeers != 0)
            return RefusesPeers;
        if (request.Method == TurnMethod.ChannelBind && RefusesChannels != 0)
            return RefusesChannels;

        var writer = Begin(request, StunMessageClass.SuccessResponse);
        switch (request.Method)
        {
            case TurnMethod.Allocate:
                bool isForV6 = IsForV6(request);
                allocation ??= Allocate(from, isForV6 ? AddressV6! : EndPoint.Address, request.TransactionId);
                writer.AddXorAddress(StunAttributeType.XorRelayedAddress, (isForV6 ? LieV6 : null) ?? allocation.Relayed);
                writer.AddXorMappedAddress(from);
                writer.AddUInt32(StunAttributeType.Lifetime, Lifetime);
                break;
            case TurnMethod.Refresh:
                request.TryGetUInt32(StunAttributeType.Lifetime, out uint lifetime);
                if (lifetime == 0)
                {
                    _world.Unbind(allocation!.Relayed);
                    _allocations.Remove(from);
                }

                writer.AddUInt32(StunAttributeType.Lifetime, lifetime == 0 ? 0 : Lifetime);
                break;
            case TurnMethod.CreatePermission:
                allocation!.Permitted.Add(peer!.Address);
                break;
            case TurnMethod.ChannelBind:
                request.TryGetUInt32(StunAttributeType.ChannelNumber, out uint channel);
                allocation!.Permitted.Add(peer!.Address);
                allocation.Channels[(ushort)(channel >> 16)] = peer;
                break;
        }

        End(ref writer, from);
        return 0;
    }

    private static bool IsForV6(in StunMessage request) => request.TryGet(StunAttributeType.RequestedAddressFamily, out var family) && family is [2, ..];

    /// <summary>Why there is no allocation; 0 where there will be one.</summary>
    private int RefuseAllocation(in StunMessage request, IPEndPoint from)
    {
        if (_taken.Contains(from) || (_taken.Count < TakenPorts && _taken.Add(from)))
            return StunErrorCode.AllocationMismatch;
        if (!IsForV6(request))
            return 0;

        return AddressV6 is null ? StunErrorCode.AddressFamilyNotSupported : RefusesV6;
    }

    private Allocation Allocate(IPEndPoint client, IPAddress address, StunTransactionId askedBy)
    {
        var allocation = new Allocation(client, new IPEndPoint(address, _nextPort++), askedBy);
        _allocations.Add(client, allocation);
        _world.Bind(allocation.Relayed, (remote, data) => ReceiveFromPeer(allocation, remote, data));
        return allocation;
    }

    private void ReceiveFromPeer(Allocation allocation, IPEndPoint from, byte[] data)
    {
        if (!IsUp || !allocation.Permitted.Contains(from.Address))
            return;

        data.CopyTo(_buffer, 0);
        foreach (var (channel, peer) in allocation.Channels)
        {
            if (!peer.Equals(from))
                continue;

            InChannels++;
            _world.Send(EndPoint, allocation.Client, _buffer.AsSpan(0, TurnFrames.WrapInChannel(_buffer, data.Length, channel, isPadded: false)));
            return;
        }

        InIndications++;
        int length = TurnFrames.WrapInIndication(_buffer, data.Length, from, new StunTransactionId(1, 2));
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, (ushort)((int)StunMessageClass.Indication | TurnMethod.Data));
        _world.Send(EndPoint, allocation.Client, _buffer.AsSpan(0, length));
    }

    private void Challenge(in StunMessage request, IPEndPoint to, int code)
    {
        var writer = new StunMessageWriter(_buffer, StunMessageClass.ErrorResponse, request.TransactionId, request.Method);
        writer.AddErrorCode(code, "prove it"u8);
        writer.Add(StunAttributeType.Realm, Encoding.ASCII.GetBytes(Realm));
        writer.Add(StunAttributeType.Nonce, Encoding.ASCII.GetBytes(Nonce));
        _world.Send(EndPoint, to, _buffer.AsSpan(0, writer.Length));
    }

    private StunMessageWriter Begin(in StunMessage request, StunMessageClass messageClass) => new(_buffer, messageClass, request.TransactionId, request.Method);

    private void End(ref StunMessageWriter writer, IPEndPoint to)
    {
        writer.AddIntegrity(_key);
        _world.Send(EndPoint, to, _buffer.AsSpan(0, writer.Length));
    }

    private sealed record Allocation(IPEndPoint Client, IPEndPoint Relayed, StunTransactionId AskedBy)
    {
        public HashSet<IPAddress> Permitted { get; } = [];

        public Dictionary<ushort, IPEndPoint> Channels { get; } = [];
    }
}
