namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>Whether a session has failed, and why.</summary>
internal sealed class IceOutcome(IceOptions options)
{
    private bool _hadPair;
    private bool _wasConnected;
    private bool _hasEnd;

    /// <summary>Whether there is no pair, and none will come before a restart.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Why.</summary>
    public IceFailure Failure { get; private set; }

    /// <summary>Whether the other side has named an address, be it one of no use here.</summary>
    public bool HasCandidate { get; private set; }

    /// <summary>Some remote address can be reached from some local one.</summary>
    public void OnPair() => _hadPair = true;

    /// <summary>When it is over if there is no pair by then; <see cref="long.MaxValue"/> unless the other side has said that it has no address at all.</summary>
    public long HopelessAt { get; private set; } = long.MaxValue;

    /// <summary>The other side names an address, be it one of no use here.</summary>
    public void OnCandidate()
    {
        HasCandidate = true;
        HopelessAt = long.MaxValue;
    }

    /// <summary>The other side names no more.</summary>
    public void OnEndOfCandidates(long now)
    {
        if (!HasCandidate && !_hasEnd)
            HopelessAt = now + options.NoCandidateTimeout;

        _hasEnd = true;
    }

    /// <summary>A pair carries data.</summary>
    public void OnConnected() => _wasConnected = true;

    /// <summary>It is over.</summary>
    public void OnFailed(bool hasPath)
    {
        if (HasFailed)
            return;

        HasFailed = true;
        Failure = _wasConnected ? IceFailure.ConsentExpired
            : !hasPath ? IceFailure.NoPath
            : _hadPair ? IceFailure.NoAnswer
            : _hasEnd && !HasCandidate ? IceFailure.NoCandidate
            : IceFailure.NoPair;
    }

    /// <summary>A new session begins.</summary>
    public void OnRestart()
    {
        HasFailed = false;
        Failure = IceFailure.None;
        _hadPair = false;
        HasCandidate = false;
        _hasEnd = false;
        HopelessAt = long.MaxValue;
    }
}
