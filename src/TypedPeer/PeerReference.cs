using TypedPeer.Sessions.Calling;

namespace TypedPeer;

/// <summary>Objects of the peer that were passed as an argument, a result or a stream item.</summary>
public static class PeerReference
{
    /// <summary>
    /// Gives an object of the peer back: calls through it fail from now on, and its owner may forget it. This has nothing to do
    /// with a <c>Dispose</c> of the contract's own, which is an ordinary call. A reference that is never released is given back
    /// when the collector finds it, and all are when the session ends.
    /// </summary>
    /// <returns>False when <paramref name="reference"/> is no object of a peer, or was released already.</returns>
    public static bool Release(object reference)
    {
        if (Proxies.RemoteOf(reference) is not { Reference: { Count: > 0 } handle })
        {
            return false;
        }

        handle.Release();
        return true;
    }
}
