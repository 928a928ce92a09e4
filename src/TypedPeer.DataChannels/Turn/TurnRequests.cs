using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>The requests to one relay that wait to be sent, or for their answer; one for each thing asked for.</summary>
internal sealed class TurnRequests(TurnOptions options, IRandomSource random, bool isReliable)
{
    private const byte FamilyV6 = 2;
    private const byte Udp = 17;
    private readonly List<TurnTransaction> _pending = [];

    /// <summary>Gets when one is to be sent again or given up.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>Asks for something.</summary>
    public void Begin(TurnRequestKind kind, TurnPeer? peer, long now)
    {
        var transaction = new TurnTransaction(kind, peer);
        _pending.Add(transaction);
        Repeat(transaction, now);
    }

    /// <summary>Asks once more, with a new id.</summary>
    public void Repeat(TurnTransaction transaction, long now)
    {
        transaction.Id = IceRandom.CreateTransactionId(random);
        transaction.Sends = 0;
        transaction.DueAt = now;
        transaction.Timeout = isReliable ? options.ReliableTimeout : options.InitialRetransmissionTimeout;
        Update();
    }

    /// <summary>Finds the request that a response is for.</summary>
    public TurnTransaction? Find(StunTransactionId id)
    {
        foreach (var transaction in _pending)
        {
            if (transaction.Sends > 0 && transaction.Id == id)
                return transaction;
        }

        return null;
    }

    /// <summary>One is answered, or nobody wants to know any more.</summary>
    public void Remove(TurnTransaction transaction)
    {
        _pending.Remove(transaction);
        Update();
    }

    /// <summary>Takes one that was not answered.</summary>
    public TurnTransaction? TakeExpired(long now)
    {
        int most = isReliable ? 1 : options.MaximumTransmissions;
        if (_pending.Find(transaction => transaction.Sends >= most && now >= transaction.DueAt) is not { } expired)
            return null;

        Remove(expired);
        return expired;
    }

    /// <summary>Forgets what is asked about a peer.</summary>
    public void RemovePeer(TurnPeer peer)
    {
        _pending.RemoveAll(transaction => transaction.Peer == peer);
        Update();
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _pending.Clear();
        Update();
    }

    /// <summary>Writes the next request that is due; 0 if none is.</summary>
    public int Write(Span<byte> destination, TurnAuthentication authentication, int challenge, long now)
    {
        int most = isReliable ? 1 : options.MaximumTransmissions;
        foreach (var transaction in _pending)
        {
            if (now < transaction.DueAt || transaction.Sends >= most)
                continue;

            transaction.Sends++;
            transaction.Challenge = challenge;
            transaction.DueAt = now + transaction.Timeout;
            transaction.Timeout *= 2;
            Update();
            return Write(destination, transaction, authentication, options.Lifetime);
        }

        return 0;
    }

    /// <summary>Writes the request that gives an allocation back, which nobody waits for.</summary>
    public int WriteRelease(Span<byte> destination, TurnAuthentication authentication) =>
        Write(destination, new TurnTransaction(TurnRequestKind.Refresh, peer: null) { Id = IceRandom.CreateTransactionId(random) }, authentication, lifetime: 0);

    private static int Write(Span<byte> destination, TurnTransaction transaction, TurnAuthentication authentication, uint lifetime)
    {
        int method = transaction.Kind switch
        {
            TurnRequestKind.Refresh => TurnMethod.Refresh,
            TurnRequestKind.CreatePermission => TurnMethod.CreatePermission,
            TurnRequestKind.ChannelBind => TurnMethod.ChannelBind,
            _ => TurnMethod.Allocate,
        };
        var writer = new StunMessageWriter(destination, StunMessageClass.Request, transaction.Id, method);
        switch (transaction.Kind)
        {
            case TurnRequestKind.Allocate:
                writer.AddUInt32(StunAttributeType.RequestedTransport, Udp << 24);
                writer.AddUInt32(StunAttributeType.AdditionalAddressFamily, FamilyV6 << 24);
                break;
            case TurnRequestKind.AllocateV6:
                writer.AddUInt32(StunAttributeType.RequestedTransport, Udp << 24);
                writer.AddUInt32(StunAttributeType.RequestedAddressFamily, FamilyV6 << 24);
                break;
            case TurnRequestKind.Refresh:
                writer.AddUInt32(StunAttributeType.Lifetime, lifetime);
                break;
            case TurnRequestKind.ChannelBind:
                writer.AddUInt32(StunAttributeType.ChannelNumber, (uint)transaction.Peer!.Channel << 16);
                break;
        }

        if (transaction.Peer is { } peer)
            writer.AddXorAddress(StunAttributeType.XorPeerAddress, peer.EndPoint);

        authentication.AddTo(ref writer);
        return writer.Length;
    }

    private void Update()
    {
        long next = long.MaxValue;
        foreach (var transaction in _pending)
            next = Math.Min(next, transaction.DueAt);

        NextDeadline = next;
    }
}
