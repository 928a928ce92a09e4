using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Handling;

/// <summary>The code beside a contract's description: proxies and the dispatcher.</summary>
internal interface IContractCode
{
    /// <summary>Makes a proxy whose calls go through <paramref name="remote"/>.</summary>
    object CreateProxyObject(PeerRemote remote);

    /// <summary>Calls the method at <paramref name="index"/> of the contract's methods on <paramref name="target"/>.</summary>
    void Dispatch(int index, object target, PeerIncomingCall call);
}
