namespace TypedPeer;

/// <summary>Limits and choices of a group, each with the reason of its default. Read when the group is made.</summary>
public sealed class PeerGroupOptions
{
    /// <summary>
    /// Gets or sets the most bytes that calls which wait to be sent to one member may hold, whoever made them, before the group's further calls to it
    /// are dropped; counted as <see cref="PeerSessionOptions.MaxQueuedCallBytes"/> is, which bounds it, too. An array of arguments that several members
    /// wait for counts whole for each of them, although it is held once: the bound says how far a member may fall behind. 1 MiB: half a minute of
    /// 60 states a second of 512 bytes, after which a member has lost touch anyway, and a small part of what the member's own calls may queue.
    /// </summary>
    public int MaxQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets what goes with the group's calls: instance, time limit, headers, priority. Null for none of it.</summary>
    public PeerCallOptions? Calls { get; set; }

    /// <summary>
    /// Gets or sets who is told of a member that did not get a one-way call of the group's, with the reason: the first that was dropped, and again when
    /// one is dropped after others got through; and of a member whose session ended otherwise than in order, when it has left the group. Called on the thread pool, where it may
    /// take its time and change the group. Null: the member's <see cref="PeerSessionOptions.HandlerFailed"/>, or the process's trace.
    /// </summary>
    public Action<PeerSession, Exception>? MemberFailed { get; set; }

    internal PeerGroupOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedBytes, 1024, nameof(MaxQueuedBytes));
        return (PeerGroupOptions)MemberwiseClone();
    }
}
