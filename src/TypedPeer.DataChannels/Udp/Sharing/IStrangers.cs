using System.Net;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>Takes what comes to a port of many and belongs to no connection.</summary>
internal interface IStrangers
{
    /// <summary>A STUN message. Called by several threads at a time; the buffer may be written to until the call returns.</summary>
    void OnStranger(SharedSocket socket, IPEndPoint remote, Span<byte> datagram);
}
