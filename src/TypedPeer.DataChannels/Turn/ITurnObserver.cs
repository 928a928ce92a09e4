using System.Net;

namespace TypedPeer.DataChannels.Turn;

/// <summary>What relays tell their owner, synchronously from inside their methods: never call back into them.</summary>
internal interface ITurnObserver
{
    /// <summary>There is an address on a relay.</summary>
    void OnAllocated(TurnPath path, long now);

    /// <summary>There is one no more.</summary>
    void OnLost(TurnPath path, long now);

    /// <summary>A relay gives no address, or none any more; or it will not for much longer.</summary>
    void OnFailed(TurnFailure failure);

    /// <summary>A datagram came from a peer. The buffer may be written to until the call returns.</summary>
    void OnRelayed(TurnPath path, IPEndPoint peer, Span<byte> data, long now);
}
