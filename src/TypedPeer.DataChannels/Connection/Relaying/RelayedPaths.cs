using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection.Relaying;

/// <summary>
/// The relays of a connection as ICE knows them: each address on one is a path. What comes by it is handed on as if it had come directly, and what
/// leaves by it is wrapped, in the buffer that it was written into, and leaves by the path to the relay.
/// </summary>
internal sealed class RelayedPaths : ITurnObserver
{
    private readonly IceAgent _ice;
    private readonly Handler _handler;
    private readonly Action<TurnFailure> _onFailed;
    private bool _isEndDue;

    public RelayedPaths(IceAgent ice, TurnOptions options, IRandomSource? random, Action<TurnFailure> onFailed, Handler handler)
    {
        _ice = ice;
        _handler = handler;
        _onFailed = onFailed;
        Relays = new TurnRelays(options, this, random ?? SystemRandomSource.Instance);
    }

    /// <summary>Takes a datagram that came in by a path.</summary>
    public delegate void Handler(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now);

    /// <summary>Gets the relays.</summary>
    public TurnRelays Relays { get; }

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called.</summary>
    public long NextDeadline => Relays.IsEmpty ? long.MaxValue : Relays.NextDeadline;

    /// <summary>Gets how much more than a datagram has room for is to be free in a buffer: what a relay adds, and its own messages.</summary>
    public int RoomNeeded => Relays.IsEmpty ? 0 : StunMessage.MaximumSize;

    /// <summary>Takes a datagram if it came from a relay.</summary>
    public bool TryHandle(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now)
    {
        if (Relays.IsEmpty || Relays.Find(path) is not { } client)
        {
            return false;
        }

        client.HandleDatagram(remote, data, now);
        return true;
    }

    /// <summary>Lets time pass.</summary>
    public void HandleDeadline(long now)
    {
        if (!Relays.IsEmpty)
        {
            Relays.HandleDeadline(now);
        }
    }

    /// <summary>Wraps the first bytes of a buffer where they leave by a relay, and says by which path and to whom they do; returns how many they are, 0 when they do not leave.</summary>
    public static int Wrap(Span<byte> buffer, int length, ref IDatagramPath path, ref IPEndPoint remote, long now)
    {
        if (path is not TurnPath relayed)
        {
            return length;
        }

        var client = relayed.Client;
        length = client.Wrap(buffer, length, remote, now);
        (path, remote) = (client.Transport, client.EndPoint);
        return length;
    }

    /// <summary>Paths are looked for once more.</summary>
    public void Restart() => _isEndDue = false;

    /// <summary>There are no more paths than those there are, and those that relays give yet.</summary>
    public void End(long now)
    {
        _isEndDue = true;
        Settle(now);
    }

    /// <summary>Forgets relays that are over, and tells ICE once no more can give an address.</summary>
    public void Settle(long now)
    {
        if (!Relays.IsEmpty)
        {
            Relays.Settle();
        }

        if (_isEndDue && !Relays.IsGathering)
        {
            _isEndDue = false;
            _ice.EndOfLocalCandidates();
            _ice.HandleDeadline(now);
        }
    }

    void ITurnObserver.OnAllocated(TurnPath path, long now) => _ice.AddPath(path);

    void ITurnObserver.OnLost(TurnPath path, long now) => _ice.RemovePath(path, now);

    void ITurnObserver.OnFailed(TurnFailure failure) => _onFailed(failure);

    void ITurnObserver.OnRelayed(TurnPath path, IPEndPoint peer, Span<byte> data, long now) => _handler(path, peer, data, now);
}
