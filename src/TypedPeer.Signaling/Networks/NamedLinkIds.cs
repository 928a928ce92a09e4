using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedPeer.Signaling.Networks;

/// <summary>
/// The ids of links that go over to a name: made of the session's, so that both sides have the same, whoever goes first, and offers that cross are of one link (docs/signalling.md). Hashed, since the server sees them.
/// </summary>
internal static class NamedLinkIds
{
    /// <summary>Returns the id of a link whose session can go on; null for another, which is new to its peer.</summary>
    public static UInt128? Of(PeerSession session) =>
        session.Name is { IsEmpty: false } name ? BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData([.. "TypedPeer link of a session 1"u8, .. name])) : null;
}
