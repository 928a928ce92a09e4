namespace TypedPeer;

/// <summary>A session's figures at one moment.</summary>
public readonly record struct PeerSessionStatistics
{
    /// <summary>Gets how many calls this side made.</summary>
    public long CallsMade { get; init; }

    /// <summary>Gets how many calls of this side ended without their answer although they were sent, so that their handlers may have run (<see cref="PeerCallFate.MayHaveExecuted"/>): lost with the connection, past their time limit, or given up over a limit. Those that their callers gave up are not counted.</summary>
    public long CallsOfUnknownOutcome { get; init; }

    /// <summary>Gets how many calls of the peer this side took on.</summary>
    public long CallsHandled { get; init; }

    /// <summary>Gets how many calls of the peer <see cref="PeerSessionOptions.AuthorizeCall"/> refused.</summary>
    public long CallsDenied { get; init; }

    /// <summary>Gets how many calls of this side left by the lane without order (<see cref="UnreliableAttribute"/>), arrived or not.</summary>
    public long CallsUnreliable { get; init; }

    /// <summary>Gets how many such calls, of either side, were dropped here: too many waited, or they could not be taken.</summary>
    public long CallsDropped { get; init; }

    /// <summary>Gets how many calls of this side were replaced by newer ones before they were sent (<see cref="LatestWinsAttribute"/>).</summary>
    public long CallsReplaced { get; init; }

    /// <summary>Gets how many bytes were given to the channel.</summary>
    public long BytesSent { get; init; }

    /// <summary>Gets how many bytes came from the channel.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Gets how many calls of this side wait for their answer.</summary>
    public int CallsInFlight { get; init; }

    /// <summary>Gets how many calls of the peer are queued or running here.</summary>
    public int CallsRunning { get; init; }

    /// <summary>Gets how many bytes wait in the session to be sent: calls, answers, large arguments and results, and items of streams that wait for the channel or for the reader. The channel's own buffer is not counted.</summary>
    public long BytesQueued { get; init; }

    /// <summary>Gets how many bytes are held for the peer: the arrays of streams that were not read yet, of arguments, and of the beginnings of results. <see cref="PeerSessionOptions.MaxReceiveBytes"/> bounds it.</summary>
    public long BytesHeld { get; init; }

    /// <summary>Gets how many bytes are kept of messages that the peer has not acknowledged: what is sent twice at most when the channel is lost. <see cref="PeerSessionOptions.ResumeBufferBytes"/> bounds it.</summary>
    public long BytesKept { get; init; }

    /// <summary>Gets how many objects of this side the peer holds.</summary>
    public int ReferencesShared { get; init; }

    /// <summary>Gets how many objects of the peer this side holds.</summary>
    public int ReferencesHeld { get; init; }

    /// <summary>Gets how many objects of the peer were given back by the collector because nobody released them.</summary>
    public long ReferencesLeaked { get; init; }

    /// <summary>Gets how many streams of the peer were ended by the collector because their enumerators were never disposed.</summary>
    public long StreamsLeaked { get; init; }

    /// <summary>Gets how long ago the peer last gave a sign of life: a frame, or what the channel heard of it (<see cref="Channels.IPeerChannelLiveness"/>); null before the channel was open.</summary>
    public TimeSpan? SinceHeard { get; init; }

    /// <summary>Gets the smoothed round trip time, or null before it was first measured.</summary>
    public TimeSpan? RoundTripTime { get; init; }
}
