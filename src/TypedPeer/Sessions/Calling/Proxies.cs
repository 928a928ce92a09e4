using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>
/// Finds where a proxy's calls go. Proxies say so themselves, but for those that were generated before objects travelled by
/// reference, which are remembered here for as long as they live.
/// </summary>
internal static class Proxies
{
    private static readonly ConditionalWeakTable<object, PeerRemote> Older = [];

    /// <summary>Returns where the calls of an object go, or null when it is no proxy that stands for an object of a peer.</summary>
    public static PeerRemote? RemoteOf(object? instance) =>
        instance is IPeerProxy proxy ? proxy.Remote : instance is not null && Older.TryGetValue(instance, out var remote) ? remote : null;

    /// <summary>Takes note of a proxy that was made for an object of the peer.</summary>
    public static void Remember(object proxy, PeerRemote remote)
    {
        if (proxy is not IPeerProxy)
        {
            Older.Add(proxy, remote);
        }
    }
}
