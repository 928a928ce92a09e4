using TypedPeer.DataChannels.Connection.Negotiation;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Connection;

/// <summary>Our candidates, and the telling of them: each belongs to the descriptions that are set, and is told with the name of their ICE session.</summary>
internal sealed class GatheredCandidates(PeerEventQueue events, NegotiationState negotiation)
{
    private readonly List<IceCandidate> _all = [];
    private string? _toldFor;

    /// <summary>Gets all of them.</summary>
    public IReadOnlyList<IceCandidate> All => _all;

    /// <summary>Gets whether there will be no more.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Gets how far the search is, as it was told.</summary>
    public IceGatheringState State { get; private set; }

    /// <summary>There is a new one.</summary>
    public void Add(IceCandidate candidate)
    {
        _all.Add(candidate);
        if (negotiation.Local is not { } newest)
        {
            return;
        }

        Tell(candidate, newest);
        if (negotiation.CurrentLocal is { } current && current.Credentials != newest.Credentials)
        {
            // Should the newest description be taken back, this one holds on.
            Tell(candidate, current);
        }
    }

    /// <summary>There is one no more. The peer has no way to hear of it; it finds out.</summary>
    public void Remove(IceCandidate candidate) => _all.Remove(candidate);

    /// <summary>The search begins, or begins once more.</summary>
    public void Begin()
    {
        IsComplete = false;
        SetState(IceGatheringState.Gathering);
    }

    /// <summary>Whether all candidates are known that a description with these credentials can have: those of another session are looked for anew.</summary>
    public bool IsCompleteFor(IceCredentials credentials) => IsComplete && credentials.UsernameFragment == _toldFor;

    /// <summary>There are no more, until the search begins once more.</summary>
    public void End()
    {
        IsComplete = true;
        if (State == IceGatheringState.Gathering)
        {
            SetState(IceGatheringState.Complete);
        }
    }

    /// <summary>A description of ours is set. One with new credentials needs all candidates told once more, and looked for once more.</summary>
    /// <returns>Whether the search is to begin.</returns>
    public bool OnSet(LocalSessionDescription local)
    {
        if (local.Sdp.Data is null || local.Credentials.UsernameFragment == _toldFor)
        {
            return false;
        }

        _toldFor = local.Credentials.UsernameFragment;
        Begin();
        foreach (var candidate in _all)
        {
            Tell(candidate, local);
        }

        return true;
    }

    /// <summary>A description of ours was taken back: the peer may have thrown away what it was told for it.</summary>
    public void OnRollback() => _toldFor = null;

    private void Tell(IceCandidate candidate, LocalSessionDescription local)
    {
        if (local.Sdp.TransportIndex >= 0)
        {
            events.Add(PeerEvent.LocalCandidate(new IceCandidateInit(candidate.ToString(), local.Sdp.TransportMid, local.Sdp.TransportIndex, local.Credentials.UsernameFragment)));
        }
    }

    private void SetState(IceGatheringState state)
    {
        if (State != state)
        {
            State = state;
            events.Add(PeerEvent.Of(state));
        }
    }
}
