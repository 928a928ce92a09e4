using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>A port that one connection has for itself, on one local address: a path, by which it receives once that has begun. Disposing of it closes it.</summary>
internal interface ILocalPort : IDatagramPath, IDisposable
{
    /// <summary>Gets whether one call sends a whole run.</summary>
    bool SendOffload { get; }

    /// <summary>Starts to receive; it ends when the port is disposed of.</summary>
    /// <param name="owner">Who takes what comes.</param>
    /// <param name="loop">The loop on whose thread that is; null for the thread pool.</param>
    void Start(IUdpPortOwner owner, ReceiveLoop? loop);
}
