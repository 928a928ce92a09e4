namespace TypedPeer.Sessions.Failures;

/// <summary>Whose failure a <see cref="PeerException"/> is.</summary>
internal enum FailureOrigin
{
    /// <summary>Code made it in order to announce it: it travels as it is.</summary>
    Announced,

    /// <summary>A call that this side made ended with it: what it says is for whoever made that call, and for nobody behind.</summary>
    OtherCall,

    /// <summary>A value that code returned cannot travel: the peer may know which and why, and the application has to.</summary>
    OwnValue,
}
