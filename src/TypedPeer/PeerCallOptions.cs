namespace TypedPeer;

/// <summary>What goes with every call made through one remote (<see cref="PeerSession.GetRemote{TContract}(PeerCallOptions)"/>).</summary>
public sealed class PeerCallOptions
{
    /// <summary>Gets or sets which of several instances the peer serves under names is called; null for the default one.</summary>
    public string? Instance { get; set; }

    /// <summary>
    /// Gets or sets how long a call may take, its streams included; null for as long as it likes. A call made by a handler
    /// never gets more time than the handler's own call has left.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Gets or sets names and values the handler finds in <see cref="PeerCallContext.Headers"/>; at most 64 and 8 KiB.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; set; }

    /// <summary>
    /// Gets or sets whether a call that failed is made again, and when; null for never. All attempts together take no longer than <see cref="Timeout"/>, and interceptors see one call. The failure
    /// of the last is the call's, and says that it may have executed when one of them may have.
    /// </summary>
    public PeerRetryOptions? Retry { get; set; }

    /// <summary>Gets or sets the share of the channel; null for what the method says.</summary>
    public PeerPriority? Priority { get; set; }
}
