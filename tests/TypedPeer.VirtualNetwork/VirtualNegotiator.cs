using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.VirtualNetwork;

/// <summary>W3C's perfect negotiation at one side, over signalling that keeps the order of each direction and takes its time.</summary>
internal sealed class VirtualNegotiator
{
    private readonly VirtualPeer _peer;
    private readonly bool? _plainIsPolite;
    private readonly PerfectNegotiation _rules;
    private readonly Random _random;
    private readonly long _maxDelay;
    private VirtualNegotiator _other = null!;
    private long _arrivesAt;

    private VirtualNegotiator(VirtualPeer peer, UInt128 tieBreaker, int seed, long maxDelay, bool? plainIsPolite = null)
    {
        _peer = peer;
        _rules = new PerfectNegotiation(tieBreaker);
        _plainIsPolite = plainIsPolite;
        _random = new Random(seed);
        _maxDelay = maxDelay;
        peer.OnEvent = OnEvent;
    }

    /// <summary>Offers of the other side that were ignored, as the impolite one does in glare.</summary>
    public int Ignored => _rules.Ignored;

    /// <summary>Offers of this side that were taken back for one of the other.</summary>
    public int TakenBack => _rules.TakenBack;

    /// <summary>Connects the signalling of two peers, of which the left has the smaller number; or is a page with the plain pattern, which has its role from its author.</summary>
    public static (VirtualNegotiator Left, VirtualNegotiator Right) Connect(VirtualPeer left, VirtualPeer right, int seed, long maxDelay, bool? leftPlainIsPolite = null)
    {
        var smaller = new VirtualNegotiator(left, 1, seed, maxDelay, leftPlainIsPolite);
        var larger = new VirtualNegotiator(right, 2, seed + 1, maxDelay) { _other = smaller };
        smaller._other = larger;
        return (smaller, larger);
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

    private void Describe(SessionDescription description)
    {
        UInt128? number = _plainIsPolite is null ? _rules.TieBreaker : null;
        Send(() => _other.Take(description, number));
    }

    private void Take(SessionDescription description, UInt128? number) => _peer.Invoke((core, now) =>
    {
        var step = _plainIsPolite is { } isPolite
            ? DecideAsAPage(description, core.SignalingState, isPolite)
            : _rules.OnDescription(description, number, core.SignalingState, now);
        Set(core, description, step, now);
        if (_rules.NextDeadline != long.MaxValue)
        {
            _peer.World.Schedule(_rules.NextDeadline, GiveWay);
        }
    });

    private void GiveWay() => _peer.Invoke((core, now) =>
    {
        if (_rules.TryGiveWay(core.SignalingState, now, out var offer))
        {
            Set(core, offer, NegotiationStep.Answer, now);
        }
    });

    /// <summary>W3C's example, which takes what does not go with its state as an error, and goes on.</summary>
    private static NegotiationStep DecideAsAPage(SessionDescription description, SignalingState state, bool isPolite) =>
        description.Type != SdpType.Offer ? state == SignalingState.HaveLocalOffer ? NegotiationStep.Take : NegotiationStep.Ignore
        : isPolite || state == SignalingState.Stable ? NegotiationStep.Answer
        : NegotiationStep.Ignore;

    private void Set(PeerConnectionCore core, SessionDescription description, NegotiationStep step, long now)
    {
        if (step == NegotiationStep.Ignore)
        {
            return;
        }

        core.SetRemoteDescription(description, now);
        if (step == NegotiationStep.Answer)
        {
            core.SetLocalDescription(description: null, now);
            Describe(core.LocalDescription!);
        }
    }

    private void Send(Action action)
    {
        _arrivesAt = Math.Max(_arrivesAt, _peer.World.Now + _random.NextInt64(_maxDelay + 1));
        _peer.World.Schedule(_arrivesAt, action);
    }
}
