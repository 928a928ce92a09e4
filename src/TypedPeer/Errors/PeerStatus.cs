namespace TypedPeer;

/// <summary>How a call or a session ended, as a code that means the same on every version and platform. The numbers travel on the wire.</summary>
public enum PeerStatus
{
    /// <summary>All went well.</summary>
    Ok = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>The call took longer than its deadline allowed.</summary>
    DeadlineExceeded = 2,

    /// <summary>The peer does not serve the contract, the instance or the method, or serves it with another shape.</summary>
    Unimplemented = 3,

    /// <summary>The arguments or the result were not valid bytes of the contract.</summary>
    InvalidData = 4,

    /// <summary>The handler failed in a way it did not announce; the details stay on its side.</summary>
    HandlerFailed = 5,

    /// <summary>A limit of <see cref="PeerSessionOptions"/> was reached, here or there.</summary>
    LimitExceeded = 6,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>The session is ending and takes no new calls.</summary>
    Unavailable = 8,

    /// <summary>The connection is gone.</summary>
    ConnectionLost = 9,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError = 10,

    /// <summary>The operation is not possible in the state things are in.</summary>
    FailedPrecondition = 11,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 12,

    /// <summary>An error the application defines; the message and the detail say which.</summary>
    Application = 13,

    /// <summary>The call is for users who said who they are, and the caller did not.</summary>
    Unauthenticated = 14,
}
