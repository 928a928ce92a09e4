using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Turn;

/// <summary>The peers of one allocation: who may send to it, until when, and by which channel. Looked up for every packet, so a look-up allocates nothing.</summary>
internal sealed class TurnPeers(TurnOptions options, TurnRequests requests)
{
    private readonly List<TurnPeer> _peers = [];
    private TurnPeer? _last;
    private int _nextChannel = TurnFrames.FirstChannel;

    /// <summary>Gets how many datagrams came from addresses that nobody has let in: a relay that makes them up, or one that forgets to look.</summary>
    public long Foreign { get; set; }

    /// <summary>Gets when <see cref="Advance"/> has something to do.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>Finds a peer, or takes it in.</summary>
    public TurnPeer Get(IPEndPoint remote)
    {
        if (_last is { } last && IceAddress.AreSame(last.EndPoint, remote))
            return last;

        if (Find(remote) is not { } peer)
        {
            if (_peers.Count >= options.MaximumPeers)
                RemoveOldest();

            peer = new TurnPeer(IceAddress.Normalize(remote));
            _peers.Add(peer);
        }

        _last = peer;
        return peer;
    }

    /// <summary>Finds the peer of a channel; null when nobody has it.</summary>
    public TurnPeer? Find(ushort channel)
    {
        if (_last is { } last && last.Channel == channel)
            return last;

        foreach (var peer in _peers)
        {
            if (peer.Channel == channel)
                return _last = peer;
        }

        return null;
    }

    /// <summary>
    /// Whom data is from: a peer, or another port of its address, which the permission holds for, too (RFC 8656, section 9); null for whoever was
    /// never let in.
    /// </summary>
    public IPEndPoint? FindSender(IPEndPoint from)
    {
        IPEndPoint? sender = null;
        foreach (var peer in _peers)
        {
            if (peer.Permission is TurnPermission.None or TurnPermission.Refused)
                continue;
            if (IceAddress.AreSame(peer.EndPoint, from))
                return peer.EndPoint;
            if (peer.EndPoint.Address.Equals(from.Address))
                sender = from;
        }

        return sender;
    }

    /// <summary>Begins to ask for a permission.</summary>
    public void Ask(TurnPeer peer, long now)
    {
        peer.Permission = TurnPermission.Asked;
        requests.Begin(TurnRequestKind.CreatePermission, peer, now);
    }

    /// <summary>Begins to bind a channel, unless all numbers are used up, or that has been tried.</summary>
    public void Bind(TurnPeer peer, long now)
    {
        if (peer.Channel == 0 && _nextChannel <= TurnFrames.LastChannel)
            peer.Channel = (ushort)_nextChannel++; // Never one that another peer has had: the relay may still know it by that.

        peer.IsBindingOver = true;
        if (peer.Channel != 0)
            requests.Begin(TurnRequestKind.ChannelBind, peer, now);
    }

    /// <summary>The relay has agreed.</summary>
    public void OnGranted(TurnTransaction transaction, long now)
    {
        var peer = transaction.Peer!;
        peer.Permission = TurnPermission.Granted;
        peer.PermittedUntil = now + options.PermissionLifetime;
        peer.RenewAt = now + options.PermissionRefreshInterval;
        peer.IsBound |= transaction.Kind == TurnRequestKind.ChannelBind;
        Update();
    }

    /// <summary>The relay has refused, or was silent (<paramref name="code"/> 0): what is refused is asked for again after a while, and what was not answered at once.</summary>
    public void OnRefused(TurnTransaction transaction, int code, long now)
    {
        var peer = transaction.Peer!;
        if (transaction.Kind == TurnRequestKind.ChannelBind)
        {
            // Indications go on, or a channel that there was for as long as it holds. What was not answered may be asked once more.
            peer.IsBound &= now < peer.PermittedUntil;
            peer.IsBindingOver = code != 0;
            return;
        }

        peer.TakeHeld();
        if (peer.Permission == TurnPermission.Granted && now < peer.PermittedUntil)
            return; // Until then it holds.

        peer.Permission = code == 0 ? TurnPermission.None : TurnPermission.Refused;
        peer.PermittedUntil = now + options.RefusalTime;
    }

    /// <summary>What the relay has been told of a peer, or has said, may hold no longer.</summary>
    public static void Lapse(TurnPeer peer, long now)
    {
        if (now < peer.PermittedUntil || peer.Permission is TurnPermission.None or TurnPermission.Asked)
            return;

        peer.Permission = TurnPermission.None;
        peer.IsBound = false;
        peer.IsBindingOver = false;
    }

    /// <summary>Renews the permissions of those that are sent to.</summary>
    public void Advance(long now)
    {
        if (now < NextDeadline)
            return;

        foreach (var peer in _peers)
        {
            if (now < peer.RenewAt)
                continue;

            peer.RenewAt = long.MaxValue;
            if (now - peer.SentAt < options.PermissionLifetime)
                requests.Begin(peer.IsBound ? TurnRequestKind.ChannelBind : TurnRequestKind.CreatePermission, peer, now);
        }

        Update();
    }

    /// <summary>Takes a peer for which something waits that may leave now.</summary>
    public TurnPeer? FindHolding()
    {
        foreach (var peer in _peers)
        {
            if (peer.HeldLength > 0)
                return peer;
        }

        return null;
    }

    private TurnPeer? Find(IPEndPoint remote)
    {
        foreach (var peer in _peers)
        {
            if (IceAddress.AreSame(peer.EndPoint, remote))
                return peer;
        }

        return null;
    }

    private void RemoveOldest()
    {
        var oldest = _peers[0];
        foreach (var peer in _peers)
        {
            if (peer.SentAt < oldest.SentAt)
                oldest = peer;
        }

        requests.RemovePeer(oldest);
        _peers.Remove(oldest);
        _last = null;
        Update();
    }

    private void Update()
    {
        long next = long.MaxValue;
        foreach (var peer in _peers)
            next = Math.Min(next, peer.RenewAt);

        NextDeadline = next;
    }
}
