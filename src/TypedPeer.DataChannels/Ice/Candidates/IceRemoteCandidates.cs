using System.Net;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>What is known of the other side's addresses, within bounds.</summary>
internal sealed class IceRemoteCandidates(IceOptions options)
{
    private readonly List<IceCandidate> _candidates = [];
    private readonly List<IceCandidate> _signaled = [];
    private int _taken;
    private bool _hasLeftOut;
    private bool _isLeftOutTold;
    private int _learned;
    private long _mayReplaceAt = long.MinValue;

    /// <summary>All of them.</summary>
    public IReadOnlyList<IceCandidate> All => _candidates;

    /// <summary>Whether packets may be exchanged with an address.</summary>
    public bool IsAllowed(IPEndPoint address) =>
        IceAddress.IsUnicast(address) && options.RemoteAddressFilter?.Invoke(address) is not false;

    /// <summary>Whether signalling brought more than are kept; said once.</summary>
    public bool TakeHasLeftOut()
    {
        bool isNews = _hasLeftOut && !_isLeftOutTold;
        _isLeftOutTold |= isNews;
        return isNews;
    }

    /// <summary>Adds a candidate from signalling. False if it is refused or known already, or all others are better.</summary>
    /// <param name="candidate">A usable candidate.</param>
    /// <param name="inUse">The one that may not give way.</param>
    /// <param name="replaced">The candidate learned from a check whose address it is, which it takes the place of.</param>
    /// <param name="dropped">The signalled candidate of the lowest priority, which gave way in a full list.</param>
    public bool TryAddSignaled(IceCandidate candidate, IceCandidate? inUse, out IceCandidate? replaced, out IceCandidate? dropped)
    {
        replaced = null;
        dropped = null;
        var address = candidate.EndPoint!;
        if (!IsAllowed(address) || (address.Port < 1024 && address.Port is not 80 and not 443 && !options.AllowPrivilegedPorts))
            return false;

        int index = IndexOf(address, candidate.IsTcp);
        if (index >= 0)
        {
            if (_candidates[index].Type != IceCandidateType.PeerReflexive || candidate.Type == IceCandidateType.PeerReflexive)
                return false;

            replaced = _candidates[index];
            _candidates[index] = candidate;
            return true;
        }

        if (_signaled.Count >= options.MaximumSignaledCandidates || _candidates.Count >= options.MaximumRemoteCandidates)
        {
            _hasLeftOut = true;
            dropped = FindWorst(inUse);
            if (dropped is null || dropped.Priority >= candidate.Priority || _taken >= options.MaximumSignaledTaken)
            {
                dropped = null;
                return false;
            }

            _signaled.Remove(dropped);
            _candidates.Remove(dropped);
        }

        _taken++;
        _signaled.Add(candidate);
        _candidates.Add(candidate);
        return true;
    }

    private IceCandidate? FindWorst(IceCandidate? inUse)
    {
        IceCandidate? worst = null;
        foreach (var known in _signaled)
        {
            if (known != inUse && (worst is null || known.Priority < worst.Priority))
                worst = known;
        }

        return worst;
    }

    /// <summary>
    /// Finds or learns the candidate a verified check came from (RFC 8445, section 7.3.1.3); null when there is no room.
    /// A connection has the other side's name at its other end (<paramref name="tcpType"/>), which is null for all else. In a full list a learned one gives way now and then: often enough for a translator that keeps changing ports, too rarely to send us around.
    /// </summary>
    public IceCandidate? GetOrLearn(IPEndPoint address, string? tcpType, uint priority, IceCandidate? inUse, long now, out IceCandidate? dropped)
    {
        dropped = null;
        bool isTcp = tcpType is not null;
        int index = IndexOf(address, isTcp);
        if (index >= 0)
            return _candidates[index];
        if (_candidates.Count >= options.MaximumRemoteCandidates)
        {
            int oldest = now < _mayReplaceAt ? -1
                : _candidates.FindIndex(known => known.Type == IceCandidateType.PeerReflexive && known != inUse);
            if (oldest < 0)
                return null;

            dropped = _candidates[oldest];
            _candidates.RemoveAt(oldest);
            _mayReplaceAt = now + options.ReplacementInterval;
        }

        var candidate = new IceCandidate
        {
            // A foundation no signalled candidate can have, since it is not of ice-char.
            Foundation = "*" + ++_learned,
            Priority = priority,
            Transport = isTcp ? "tcp" : "udp",
            TcpType = tcpType,
            EndPoint = address,
            Type = IceCandidateType.PeerReflexive,
        };
        _candidates.Add(candidate);
        return candidate;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _candidates.Clear();
        _signaled.Clear();
        _taken = 0;
        _hasLeftOut = false;
        _isLeftOutTold = false;
    }

    private int IndexOf(IPEndPoint address, bool isTcp)
    {
        for (int index = 0; index < _candidates.Count; index++)
        {
            if (IceAddress.AreSame(_candidates[index].EndPoint!, address) && _candidates[index].IsTcp == isTcp)
                return index;
        }

        return -1;
    }
}
