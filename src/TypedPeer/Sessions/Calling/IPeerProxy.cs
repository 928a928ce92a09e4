namespace TypedPeer.CompilerServices;

/// <summary>Implemented by every generated proxy, so that a session recognises what stands for an object of the peer.</summary>
public interface IPeerProxy
{
    /// <summary>Gets where the proxy's calls go.</summary>
    PeerRemote Remote { get; }
}
