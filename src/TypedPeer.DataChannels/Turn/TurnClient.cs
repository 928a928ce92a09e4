using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Turn;

/// <summary>
/// The client of one relay (RFC 8656), without I/O, clock or threads: asks for an address, keeps it, and wraps and unwraps what goes by it. After
/// every call that takes <c>now</c> drain <see cref="Write"/>, then sleep until <see cref="NextDeadline"/>. Whatever the relay sends, nothing is thrown,
/// and memory stays within <see cref="TurnOptions"/>.
/// </summary>
internal sealed class TurnClient
{
    private readonly TurnOptions _options;
    private readonly ITurnObserver _observer;
    private readonly IRandomSource _random;
    private readonly TurnRequests _requests;
    private readonly TurnPeers _peers;
    private readonly TurnAllocation _allocation;
    private readonly List<IPEndPoint> _asked = [];
    private TurnAuthentication _authentication;
    private int _challenges;
    private bool _hasToldRefusal;
    private TurnServer? _referral;

    /// <summary>Begins to ask a relay for an address.</summary>
    /// <param name="server">Whom.</param>
    /// <param name="transport">The path to it: a UDP port, or a connection, over which frames are padded and nothing is sent twice.</param>
    /// <param name="options">Limits.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="random">Transaction ids come from here.</param>
    /// <param name="now">The time.</param>
    public TurnClient(TurnServer server, IDatagramPath transport, TurnOptions options, ITurnObserver observer, IRandomSource random, long now)
    {
        (Server, Transport, EndPoint) = (server, transport, IceAddress.Normalize(server.EndPoint));
        (_options, _observer, _random) = (options, observer, random);
        _requests = new TurnRequests(options, random, IsReliable);
        _peers = new TurnPeers(options, _requests);
        _allocation = new TurnAllocation(this, options);
        _authentication = new TurnAuthentication(server.Credentials, options);
        _asked.AddRange(server.AskedBefore);
        _asked.Add(EndPoint);
        _requests.Begin(server.IsAskedForV6Only ? TurnRequestKind.AllocateV6 : TurnRequestKind.Allocate, peer: null, now);
    }

    /// <summary>Gets whom the application has named.</summary>
    public TurnServer Server { get; }

    /// <summary>Gets whom that one has named, if it has.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Gets the path to the relay.</summary>
    public IDatagramPath Transport { get; }

    /// <summary>Gets the paths by it, of which there is one of a family at most.</summary>
    public IReadOnlyList<TurnPath> Paths => _allocation.Paths;

    /// <summary>Gets whether it is known if there is an address.</summary>
    public bool IsSettled => IsOver || _allocation.Paths.Count > 0;

    /// <summary>Gets whether there is none, and never will be.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Gets how many datagrams came from addresses that nobody has let in.</summary>
    public long Foreign => _peers.Foreign;

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => IsOver ? long.MaxValue : Math.Min(_requests.NextDeadline, Math.Min(_peers.NextDeadline, _allocation.NextDeadline));

    /// <summary>Whom this client asks by now, for others to ask as well.</summary>
    private TurnServer Here => Server with { EndPoint = EndPoint, AskedBefore = _asked[..^1] };

    private bool IsReliable => Transport.Kind == DatagramPathKind.Tcp;

    /// <summary>
    /// Takes who is to be asked by another path, which is told once: whom this one names instead, this one from another port, or this one for an address of
    /// the other family; null for nobody.
    /// </summary>
    public TurnServer? TakeReferral()
    {
        var referral = _referral;
        _referral = null;
        return referral;
    }

    /// <summary>Takes a datagram of the relay's, or several coalesced ones, or a piece of a stream that holds whole frames.</summary>
    public void HandleDatagram(IPEndPoint from, Span<byte> data, long now)
    {
        if (!IceAddress.AreSame(from, EndPoint))
            return;

        while (!data.IsEmpty && !IsOver)
        {
            int length = TurnFrames.GetLength(data);
            if (length <= 0 || length > data.Length)
                return;

            var frame = data[..length];
            if (frame[0] >= 0x40)
                HandleChannelData(frame, now);
            else if (StunMessage.TryParse(frame, ushort.MaxValue, out var message) && message.AttributeCount <= _options.MaximumAttributes)
                HandleMessage(message, frame, now);

            data = data[TurnFrames.GetNext(data, length, IsReliable)..];
        }
    }

    /// <summary>Lets time pass.</summary>
    public void HandleDeadline(long now)
    {
        while (!IsOver && _requests.TakeExpired(now) is { } expired)
            OnUnanswered(expired, now);

        if (!IsOver)
            _peers.Advance(now);
        if (!IsOver && _allocation.IsOver(now))
            End(TurnFailure.Because(Server, EndPoint, "did not keep the address that it had given"), now);
        else if (!IsOver && _allocation.TakeIsDue(now))
            _requests.Begin(TurnRequestKind.Refresh, peer: null, now);
    }

    /// <summary>Writes the next message to the relay; 0 if there is none.</summary>
    public int Write(Span<byte> destination, long now)
    {
        if (IsOver)
            return 0;

        int length = _requests.Write(destination, _authentication, _challenges, now);
        if (length > 0 || _peers.FindHolding() is not { } peer)
            return length;

        // Right behind the request: the relay reads them in this order.
        byte[] held = peer.TakeHeld();
        if (held.Length > destination.Length)
            return 0;

        held.CopyTo(destination);
        return TurnFrames.WrapInIndication(destination, held.Length, peer.EndPoint, IceRandom.CreateTransactionId(_random));
    }

    /// <summary>
    /// Wraps a datagram for a peer, in place: as ChannelData once the relay knows a channel, and as an indication before. 0: nothing is to be sent
    /// now; a first one is kept until the relay has been asked to let the peer in.
    /// </summary>
    public int Wrap(Span<byte> buffer, int length, IPEndPoint remote, long now)
    {
        if (IsOver || length == 0)
            return 0;

        var peer = _peers.Get(remote);
        peer.SentAt = now;
        TurnPeers.Lapse(peer, now);
        switch (peer.Permission)
        {
            case TurnPermission.Refused:
                return 0;
            case TurnPermission.None:
                _peers.Ask(peer, now);
                if (length <= _options.MaximumHeldLength)
                    peer.Hold(buffer[..length]);

                return 0;
        }

        // Checks go to many addresses, data to one.
        const byte FirstOfData = 20;
        if (!peer.IsBindingOver && buffer[0] >= FirstOfData)
            _peers.Bind(peer, now);

        return peer.IsBound
            ? TurnFrames.WrapInChannel(buffer, length, peer.Channel, IsReliable)
            : TurnFrames.WrapInIndication(buffer, length, peer.EndPoint, IceRandom.CreateTransactionId(_random));
    }

    /// <summary>Gives the address back: writes what tells the relay, of which nobody waits for the answer; 0 where there is nothing to tell.</summary>
    public int WriteRelease(Span<byte> destination)
    {
        bool isAllocated = !IsOver && _allocation.Paths.Count > 0;
        IsOver = true;
        return isAllocated ? _requests.WriteRelease(destination, _authentication) : 0;
    }

    /// <summary>The path to the relay is gone, and with it the address.</summary>
    public void OnTransportLost(string why, long now)
    {
        if (!IsOver)
            End(new TurnFailure(Server.Url, EndPoint, TurnFailure.NoAnswer, why), now);
    }

    private void HandleChannelData(Span<byte> frame, long now)
    {
        var peer = _peers.Find(BinaryPrimitives.ReadUInt16BigEndian(frame));
        if (peer is null)
            _peers.Foreign++;
        else if (frame.Length > TurnFrames.ChannelHeaderSize && _allocation.Find(peer.EndPoint.AddressFamily) is { } path)
            _observer.OnRelayed(path, peer.EndPoint, frame[TurnFrames.ChannelHeaderSize..], now);
    }

    private void HandleMessage(in StunMessage message, Span<byte> frame, long now)
    {
        if (message.Class == StunMessageClass.Indication)
        {
            if (message.Method == TurnMethod.Data)
                HandleData(message, frame, now);
        }
        else if (message.Class != StunMessageClass.Request && _requests.Find(message.TransactionId) is { } transaction)
        {
            if (message.Class == StunMessageClass.ErrorResponse)
                OnError(transaction, message, now);
            else if (_authentication.Verifies(message))
                OnSuccess(transaction, message, now);
        }
    }

    private void HandleData(in StunMessage message, Span<byte> frame, long now)
    {
        if (!message.TryGetXorAddress(StunAttributeType.XorPeerAddress, 0, out var from) || !message.TryGet(StunAttributeType.Data, out var data) || data.IsEmpty)
            return;

        if (_peers.FindSender(from!) is not { } sender)
        {
            _peers.Foreign++;
            return;
        }

        // The same bytes, where they may be written to.
        frame.Overlaps(data, out int offset);
        if (_allocation.Find(sender.AddressFamily) is { } path)
            _observer.OnRelayed(path, sender, frame.Slice(offset, data.Length), now);
    }

    private void OnSuccess(TurnTransaction transaction, in StunMessage response, long now)
    {
        _requests.Remove(transaction);
        switch (transaction.Kind)
        {
            case TurnRequestKind.Refresh:
                _allocation.OnRefreshed(response, now);
                break;
            case TurnRequestKind.CreatePermission or TurnRequestKind.ChannelBind:
                _peers.OnGranted(transaction, now);
                break;
            default:
                OnAllocated(transaction, response, now);
                break;
        }
    }

    private void OnAllocated(TurnTransaction transaction, in StunMessage response, long now)
    {
        if (_allocation.TryTake(response, isV6Only: transaction.Kind == TurnRequestKind.AllocateV6, now) is { } wrong)
        {
            End(TurnFailure.Because(Server, EndPoint, wrong), now);
            return;
        }

        // Who knows ADDITIONAL-ADDRESS-FAMILY gives that address, or says why not (RFC 8656, section 7.2). Others may have one all the same.
        if (_allocation.Find(AddressFamily.InterNetworkV6) is null && !response.TryGet(StunAttributeType.AddressErrorCode, out _))
            _referral = Here with { IsAskedForV6Only = true, RefusedPorts = 0 };

        // While they are told one may be lost again.
        foreach (var path in (TurnPath[])[.. _allocation.Paths])
            _observer.OnAllocated(path, now);
    }

    private void OnError(TurnTransaction transaction, in StunMessage response, long now)
    {
        int code = response.GetErrorCode();
        bool wantsProof = code == StunErrorCode.StaleNonce || (code == StunErrorCode.Unauthenticated && transaction.Challenge == 0);
        if (wantsProof && TryProve(transaction, response))
        {
            _requests.Repeat(transaction, now);
            return;
        }

        _requests.Remove(transaction);
        switch (transaction.Kind)
        {
            case TurnRequestKind.CreatePermission or TurnRequestKind.ChannelBind when code != StunErrorCode.AllocationMismatch:
                TellIfRenewal(transaction, code);
                _peers.OnRefused(transaction, Math.Max(1, code), now);
                break;
            case TurnRequestKind.Refresh when code != StunErrorCode.AllocationMismatch:
                // The address is there until its time is over.
                _allocation.OnRefused();
                _observer.OnFailed(TurnFailure.Of(Server, EndPoint, transaction.Name, code));
                break;
            case TurnRequestKind.Allocate or TurnRequestKind.AllocateV6 when code == StunErrorCode.TryAlternate && TryFollow(response, now):
                break;
            case TurnRequestKind.Allocate or TurnRequestKind.AllocateV6 when code == StunErrorCode.AllocationMismatch && Server.RefusedPorts + 1 < _options.MaximumPorts:
                // Somebody who had this port before has left an allocation (RFC 8656, section 7.4).
                Refer(Here with { RefusedPorts = Server.RefusedPorts + 1 });
                break;
            case TurnRequestKind.AllocateV6 when code == StunErrorCode.AddressFamilyNotSupported && Server.IsAskedForV6Only:
                // Most relays have no IPv6, and this one has given what it has.
                IsOver = true;
                break;
            case TurnRequestKind.Allocate when code == StunErrorCode.AddressFamilyNotSupported:
                _requests.Begin(TurnRequestKind.AllocateV6, peer: null, now);
                break;
            default:
                End(TurnFailure.Of(Server, EndPoint, transaction.Name, code), now);
                break;
        }
    }

    /// <summary>That a peer is not let in says nothing of the relay. That one is not let in any longer ends a path before long, most likely since credentials expired.</summary>
    private void TellIfRenewal(TurnTransaction transaction, int code)
    {
        bool isFirst = transaction.Kind == TurnRequestKind.ChannelBind ? !transaction.Peer!.IsBound : transaction.Peer!.Permission != TurnPermission.Granted;
        if (isFirst || _hasToldRefusal)
            return;

        _hasToldRefusal = true;
        _observer.OnFailed(TurnFailure.Of(Server, EndPoint, transaction.Name, code));
    }

    /// <summary>Takes a challenge. One that another request has met already is not counted.</summary>
    private bool TryProve(TurnTransaction transaction, in StunMessage response)
    {
        if (transaction.Challenge != _challenges)
            return true;
        if (transaction.StaleNonces++ >= _options.MaximumStaleNonces || !_authentication.TryTake(response))
            return false;

        _challenges++;
        return true;
    }

    /// <summary>Asks the server that this one names (RFC 8489, section 10), which is none that was asked before: a circle has an end.</summary>
    private bool TryFollow(in StunMessage response, long now)
    {
        if (_asked.Count > _options.MaximumRedirections || !response.TryGetAddress(StunAttributeType.AlternateServer, out var other))
            return false;

        var endPoint = IceAddress.Normalize(other!);
        if (!IceAddress.IsUnicast(endPoint) || !IceAddress.CanReach(EndPoint.Address, endPoint.Address) || _asked.Exists(asked => IceAddress.AreSame(asked, endPoint)))
            return false;

        if (IsReliable)
        {
            Refer(Server with { EndPoint = endPoint, AskedBefore = [.. _asked] });
            return true;
        }

        EndPoint = endPoint;
        _asked.Add(endPoint);
        _authentication = new TurnAuthentication(Server.Credentials, _options);
        _challenges = 0;
        _requests.Begin(Server.IsAskedForV6Only ? TurnRequestKind.AllocateV6 : TurnRequestKind.Allocate, peer: null, now);
        return true;
    }

    /// <summary>Leaves it to another client, by another path.</summary>
    private void Refer(TurnServer server)
    {
        _referral = server;
        IsOver = true;
    }

    private void OnUnanswered(TurnTransaction transaction, long now)
    {
        if (transaction.Peer is not null)
            _peers.OnRefused(transaction, code: 0, now);
        else if (transaction.Kind == TurnRequestKind.Refresh)
            _allocation.OnUnanswered(now);
        else
            End(TurnFailure.Silent(Server, EndPoint, transaction.Name), now);
    }

    private void End(TurnFailure failure, long now)
    {
        IsOver = true;
        _requests.Clear();
        foreach (var path in _allocation.Paths)
            _observer.OnLost(path, now);

        _allocation.Clear();
        _observer.OnFailed(failure);
    }
}
