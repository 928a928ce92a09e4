using System.Buffers.Binary;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>
/// The state cookie (RFC 9260 section 5.1.3): all that is needed to make the association, kept by the peer instead of by us,
/// and authenticated so that only what we wrote comes back.
/// </summary>
internal readonly record struct SctpStateCookie
{
    public const int Size = TagSize + 44;
    public const int KeySize = 32;
    private const int TagSize = HMACSHA256.HashSizeInBytes;

    /// <summary>When the cookie was made, in microseconds of the monotonic clock.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Our tag in the association that this cookie would make.</summary>
    public uint LocalTag { get; init; }

    /// <summary>Our initial TSN in it.</summary>
    public uint LocalInitialTsn { get; init; }

    /// <summary>Our tag in the association that existed when the INIT came, or zero (tie-tag, RFC 9260 section 5.2.2).</summary>
    public uint TieLocalTag { get; init; }

    /// <summary>The peer's tag in that association, or zero.</summary>
    public uint TiePeerTag { get; init; }

    /// <summary>What the peer's INIT said.</summary>
    public SctpInit Peer { get; init; }

    public void Write(Span<byte> cookie, ReadOnlySpan<byte> key)
    {
        var body = cookie[TagSize..Size];
        body.Clear();
        BinaryPrimitives.WriteInt64BigEndian(body, CreatedAt);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], LocalInitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], TieLocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], TiePeerTag);
        BinaryPrimitives.WriteUInt32BigEndian(body[24..], Peer.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(body[28..], Peer.InitialTsn);
        BinaryPrimitives.WriteUInt32BigEndian(body[32..], Peer.ReceiveWindow);
        BinaryPrimitives.WriteUInt16BigEndian(body[36..], Peer.OutgoingStreams);
        BinaryPrimitives.WriteUInt16BigEndian(body[38..], Peer.IncomingStreams);
        body[40] = (byte)((Peer.SupportsForwardTsn ? 1 : 0) | (Peer.SupportsReconfig ? 2 : 0) | (Peer.AcceptsZeroChecksum ? 4 : 0));
        HMACSHA256.HashData(key, body, cookie[..TagSize]);
    }

    /// <summary>Reads a cookie; false when we did not write it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> key, out SctpStateCookie state)
    {
        state = default;
        if (cookie.Length != Size)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[TagSize];
        var body = cookie[TagSize..];
        HMACSHA256.HashData(key, body, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, cookie[..TagSize]))
        {
            return false;
        }

        state = new SctpStateCookie
        {
            CreatedAt = BinaryPrimitives.ReadInt64BigEndian(body),
            LocalTag = BinaryPrimitives.ReadUInt32BigEndian(body[8..]),
            LocalInitialTsn = BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            TieLocalTag = BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            TiePeerTag = BinaryPrimitives.ReadUInt32BigEndian(body[20..]),
            Peer = new SctpInit
            {
                Tag = BinaryPrimitives.ReadUInt32BigEndian(body[24..]),
                InitialTsn = BinaryPrimitives.ReadUInt32BigEndian(body[28..]),
                ReceiveWindow = BinaryPrimitives.ReadUInt32BigEndian(body[32..]),
                OutgoingStreams = BinaryPrimitives.ReadUInt16BigEndian(body[36..]),
                IncomingStreams = BinaryPrimitives.ReadUInt16BigEndian(body[38..]),
                SupportsForwardTsn = (body[40] & 1) != 0,
                SupportsReconfig = (body[40] & 2) != 0,
                AcceptsZeroChecksum = (body[40] & 4) != 0,
            },
        };
        return true;
    }
}
