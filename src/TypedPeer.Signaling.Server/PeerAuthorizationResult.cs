namespace TypedPeer.Signaling.Server;

/// <summary>What is said to a client that asks for an id.</summary>
public enum PeerAuthorizationResult
{
    /// <summary>It may have the id.</summary>
    Allowed,

    /// <summary>Its token is not good: ERROR with code <c>token-refused</c>. A client with a provider of tokens asks for another one.</summary>
    TokenRefused,

    /// <summary>It may not have this id, whatever its token: ERROR with code <c>not-authorized</c>.</summary>
    NotAuthorized,
}
