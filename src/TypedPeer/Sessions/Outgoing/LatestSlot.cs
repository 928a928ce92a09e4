namespace TypedPeer.Sessions.Outgoing;

/// <summary>One method of one instance of which only the newest call counts.</summary>
internal sealed class LatestSlot
{
    public LatestKey Key { get; set; }

    /// <summary>Gets or sets the call that is under way; zero for none, and then no slot is kept unless a call waits.</summary>
    public ulong UnderWay { get; set; }

    /// <summary>Gets or sets the call that waits: for the one under way, or in line with all others.</summary>
    public OutgoingCall? Waiting { get; set; }

    /// <summary>Gets or sets a value indicating whether it waits in line.</summary>
    public bool IsInLine { get; set; }
}

/// <summary>Which method of which instance a slot is for.</summary>
/// <param name="Method">The method's identifier.</param>
/// <param name="Contract">The hash of the contract the caller asked for.</param>
/// <param name="Instance">The name of the instance; null for the default one.</param>
/// <param name="Reference">The object of the peer; zero for none.</param>
internal readonly record struct LatestKey(ulong Method, ulong Contract, string? Instance, ulong Reference)
{
    /// <summary>With a secret of the process: the numbers of objects are the peer's to choose.</summary>
    public override int GetHashCode() => HashCode.Combine(Method, Contract, Instance, Reference);
}
