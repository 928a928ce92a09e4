using System.Net;

namespace TypedPeer.VirtualNetwork;

/// <summary>A datagram as its sender sent it.</summary>
/// <param name="Index">Its number in the world.</param>
/// <param name="At">When it was sent.</param>
/// <param name="From">The sender's own address.</param>
/// <param name="To">Where it was sent to.</param>
/// <param name="Bytes">What it holds; not to be changed.</param>
internal sealed record VirtualDatagram(long Index, long At, IPEndPoint From, IPEndPoint To, byte[] Bytes);
