namespace TypedPeer.Sessions.Calling;

/// <summary>Where the calls of a proxy go that outlives sessions: to the one there is, and to the next once that has ended.</summary>
internal abstract class RemoteRoute
{
    /// <summary>Gets the options of every session on the way.</summary>
    public abstract PeerSessionOptions Options { get; }

    /// <summary>Gets the session that is up, or was last; null before the first.</summary>
    public abstract RemoteScope? Current { get; }

    /// <summary>Waits for a session that has not ended.</summary>
    /// <exception cref="PeerException">There will be none.</exception>
    public abstract Task<RemoteScope> NextAsync(CancellationToken cancellationToken);
}
