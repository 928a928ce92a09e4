using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.References;

/// <summary>Makes what stands for objects of the peer. Called while the session works.</summary>
internal interface IProxyHost
{
    /// <summary>Makes a proxy, and the hold that lives as long as it: nobody may reach either from the table.</summary>
    object CreateProxy(ulong id, IContractDescription contract, out HeldReference held);

    /// <summary>Returns the hold behind a proxy.</summary>
    HeldReference? HoldOf(object proxy);
}
