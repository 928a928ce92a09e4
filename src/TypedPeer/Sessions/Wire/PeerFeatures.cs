namespace TypedPeer.Sessions.Wire;

/// <summary>What a side understands beyond the first form of the protocol, as its HELLO says; bits nobody knows are ignored (docs/protocol.md, "Start").</summary>
[Flags]
internal enum PeerFeatures : ulong
{
    None = 0,

    /// <summary>The target of a CALL may name the contract it is for.</summary>
    ContractTargets = 1,

    /// <summary>A one-way CALL may ask for HANDLED.</summary>
    LatestWins = 2,

    /// <summary>This side reads UNRELIABLE on the lane for datagrams. Said only by who serves methods for it, over a channel that has one.</summary>
    Unreliable = 4,

    /// <summary>This side goes on over a new channel when its own is lost. Said only by who was told to.</summary>
    Resume = 8,

    /// <summary>This side may be told that its peer suspends. Said only by who resumes.</summary>
    Suspend = 16,

    /// <summary>All that this side understands everywhere.</summary>
    Own = ContractTargets | LatestWins,
}
