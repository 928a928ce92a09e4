namespace TypedPeer.DataChannels.Ice;

/// <summary>Whether a session has failed, and why.</summary>
internal sealed class IceOutcome
{
    private bool _hadPair;
    private bool _wasConnected;

    /// <summary>Whether there is no pair, and none will come before a restart.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Why.</summary>
    public IceFailure Failure { get; private set; }

    /// <summary>Some remote address can be reached from some local one.</summary>
    public void OnPair() => _hadPair = true;

    /// <summary>A pair carries data.</summary>
    public void OnConnected() => _wasConnected = true;

    /// <summary>It is over.</summary>
    public void OnFailed(bool hasSocket)
    {
        if (HasFailed)
            return;

        HasFailed = true;
        Failure = !hasSocket ? IceFailure.NoSocket
            : _wasConnected ? IceFailure.ConsentExpired
            : _hadPair ? IceFailure.NoAnswer
            : IceFailure.NoPair;
    }

    /// <summary>A new session begins.</summary>
    public void OnRestart()
    {
        HasFailed = false;
        Failure = IceFailure.None;
        _hadPair = false;
    }
}
