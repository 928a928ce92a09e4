using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;

namespace TypedPeer.VirtualNetwork;

/// <summary>W3C's perfect negotiation at one side, over signalling that keeps the order of each direction and takes its time.</summary>
internal sealed class VirtualNegotiator
{
    private readonly VirtualPeer _peer;
    private readonly bool _isPolite;
    private readonly Random _random;
    private readonly long _maxDelay;
    private VirtualNegotiator _other = null!;
    private long _arrivesAt;

    private VirtualNegotiator(VirtualPeer peer, bool isPolite, int seed, long maxDelay)
    {
        _peer = peer;
        _isPolite = isPolite;
        _random = new Random(seed);
        _maxDelay = maxDelay;
        peer.OnEvent = OnEvent;
    }

    /// <summary>Offers of the other side that were ignored, as the impolite one does in glare.</summary>
    public int Ignored { get; private set; }

    /// <summary>Offers of this side that were taken back for one of the other.</summary>
    public int TakenBack { get; private set; }

    /// <summary>Connects the signalling of two peers, of which the left is polite.</summary>
    public static (VirtualNegotiator Left, VirtualNegotiator Right) Connect(VirtualPeer left, VirtualPeer right, int seed, long maxDelay)
    {
        var polite = new VirtualNegotiator(left, isPolite: true, seed, maxDelay);
        var impolite = new VirtualNegotiator(right, isPolite: false, seed + 1, maxDelay) { _other = polite };
        polite._other = impolite;
        return (polite, impolite);
    }

    private void OnEvent(PeerEvent item)
    {
        if (item.Kind == PeerEventKind.NegotiationNeeded)
        {
            // A handler runs a little later, as on a thread of the pool.
            _peer.World.Schedule(_peer.World.Now + _random.Next(2000), Negotiate);
        }
        else if (item.Kind == PeerEventKind.LocalCandidate)
        {
            var candidate = item.Candidate;
            Send(() => _other._peer.Invoke((core, now) => core.AddIceCandidate(candidate, now)));
        }
    }

    private void Negotiate() => _peer.Invoke((core, now) =>
    {
        if (core.ShouldNegotiate)
        {
            core.SetLocalDescription(description: null, now);
            Describe(core.LocalDescription!);
        }
    });

    private void Describe(SessionDescription description) => Send(() => _other.Take(description));

    private void Take(SessionDescription description) => _peer.Invoke((core, now) =>
    {
        bool isGlare = description.Type == SdpType.Offer && core.SignalingState != SignalingState.Stable;
        if (isGlare && !_isPolite)
        {
            Ignored++;
            return;
        }

        TakenBack += isGlare ? 1 : 0;
        core.SetRemoteDescription(description, now);
        if (description.Type == SdpType.Offer)
        {
            core.SetLocalDescription(description: null, now);
            Describe(core.LocalDescription!);
        }
    });

    private void Send(Action action)
    {
        _arrivesAt = Math.Max(_arrivesAt, _peer.World.Now + _random.NextInt64(_maxDelay + 1));
        _peer.World.Schedule(_arrivesAt, action);
    }
}
