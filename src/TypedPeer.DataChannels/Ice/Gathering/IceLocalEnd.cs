namespace TypedPeer.DataChannels.Ice.Gathering;

/// <summary>When all local candidates are known: the owner has no more paths, and the STUN servers have answered or been given up.</summary>
internal sealed class IceLocalEnd(IceGatherer gatherer, IIceGatheringObserver observer)
{
    /// <summary>Whether the owner has no more paths.</summary>
    public bool IsGiven { get; set; }

    /// <summary>Whether that is all there is, and was told.</summary>
    public bool IsTold { get; private set; }

    /// <summary>There may be more, after all.</summary>
    public void Restart()
    {
        IsGiven = false;
        IsTold = false;
    }

    /// <summary>Tells of servers that failed, which is known once there are all paths, and of the end.</summary>
    public void Advance()
    {
        while (IsGiven && gatherer.TryTakeFailed(out string url, out var server, out int errorCode))
            observer.OnServerFailed(url, server, errorCode);

        if (IsGiven && !IsTold && !gatherer.IsGathering)
        {
            IsTold = true;
            observer.OnLocalCandidatesEnd();
        }
    }
}
