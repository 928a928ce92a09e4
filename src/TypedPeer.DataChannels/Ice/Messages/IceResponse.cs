using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Messages;

/// <summary>An answer that waits to be written.</summary>
/// <param name="Id">The request's transaction.</param>
/// <param name="Path">The path the request came in by.</param>
/// <param name="Remote">Where it came from.</param>
/// <param name="Key">The password that verified it.</param>
/// <param name="ErrorCode">0 for success.</param>
/// <param name="UnknownAttributes">What a 420 complains about.</param>
internal sealed record IceResponse(
    StunTransactionId Id, IDatagramPath Path, IPEndPoint Remote, byte[] Key, int ErrorCode = 0, ushort[]? UnknownAttributes = null);
