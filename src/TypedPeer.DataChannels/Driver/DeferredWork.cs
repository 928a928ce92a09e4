namespace TypedPeer.DataChannels.Driver;

/// <summary>What a thread that finds the core taken defers to whoever has it.</summary>
[Flags]
internal enum DeferredWork
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Datagrams wait in the inbox.</summary>
    Datagrams = 1,

    /// <summary>What the core has to send is to leave.</summary>
    Flush = 2,

    /// <summary>Somebody is to raise the core's events.</summary>
    Raise = 4,

    /// <summary>The time of a deadline has come.</summary>
    Deadline = 8,
}
