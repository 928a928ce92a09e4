namespace TypedPeer.Signaling.Server.Core;

/// <summary>What became of a client that wants in.</summary>
internal enum ConnectOutcome
{
    /// <summary>It is in.</summary>
    Opened,

    /// <summary>Another has the id.</summary>
    IdTaken,

    /// <summary>There are as many clients as there may be.</summary>
    Full,
}
