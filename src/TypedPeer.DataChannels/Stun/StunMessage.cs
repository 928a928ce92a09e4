using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Stun;

/// <summary>
/// A STUN message read in place (RFC 8489, section 5). Parsing proves that every attribute lies wholly inside the message;
/// it proves nothing about who sent it: see <see cref="HasValidIntegrity(ReadOnlySpan{byte})"/>.
/// </summary>
internal readonly ref struct StunMessage
{
    /// <summary>Bytes of the fixed header.</summary>
    public const int HeaderSize = 20;

    /// <summary>The constant that tells STUN from everything else on the port.</summary>
    public const uint MagicCookie = 0x2112A442;

    /// <summary>The Binding method, the only one ICE uses.</summary>
    public const int BindingMethod = 0x001;

    /// <summary>
    /// Longer messages are refused: with the longest user names a check stays below 700 bytes, and hashing 64 KiB for a stranger would be a gift.
    /// </summary>
    public const int MaximumSize = 1500;

    private const int IntegritySize = 20;
    private const int Integrity256Size = 32;
    private const int AttributeHeaderSize = 4;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _integrityOffset;
    private readonly int _integrity256Offset;
    private readonly int _fingerprintOffset;

    private StunMessage(ReadOnlySpan<byte> message, int integrityOffset, int integrity256Offset, int fingerprintOffset, int attributeCount)
    {
        _integrity256Offset = integrity256Offset;
        AttributeCount = attributeCount;
        _message = message;
        _integrityOffset = integrityOffset;
        _fingerprintOffset = fingerprintOffset;
    }

    /// <summary>Request, indication or one of the responses.</summary>
    public StunMessageClass Class => (StunMessageClass)(Type & 0x0110);

    /// <summary>The method, with the class bits taken out.</summary>
    public int Method => (Type & 0x000F) | ((Type & 0x00E0) >> 1) | ((Type & 0x3E00) >> 2);

    /// <summary>How many attributes there are, those that do not count included.</summary>
    public int AttributeCount { get; }

    /// <summary>Whether it ends with a FINGERPRINT, which then is right.</summary>
    public bool HasFingerprint => _fingerprintOffset >= 0;

    /// <summary>The transaction this message belongs to.</summary>
    public StunTransactionId TransactionId => StunTransactionId.Read(_message[8..]);

    private int Type => BinaryPrimitives.ReadUInt16BigEndian(_message);

    /// <summary>
    /// Where attributes end that count: what follows MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256 is not covered by it and is ignored (RFC 8489, section 14.5).
    /// </summary>
    private int AttributesEnd =>
        _integrityOffset >= 0 && (_integrity256Offset < 0 || _integrityOffset < _integrity256Offset) ? _integrityOffset
        : _integrity256Offset >= 0 ? _integrity256Offset
        : _fingerprintOffset >= 0 ? _fingerprintOffset : _message.Length;

    /// <summary>Whether a datagram claims to be STUN: the two zero bits and the cookie (RFC 7983, section 7).</summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderSize && datagram[0] < 4 && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;

    /// <summary>Whether a datagram is a Binding request, as its first bytes say.</summary>
    public static bool IsBindingRequest(ReadOnlySpan<byte> datagram) => IsStun(datagram) && BinaryPrimitives.ReadUInt16BigEndian(datagram) == BindingMethod;

    /// <summary>
    /// Reads a message. False if a length lies, a FINGERPRINT is wrong or not last, or MESSAGE-INTEGRITY has the wrong size:
    /// such a datagram is dropped without an answer.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message) => TryParse(datagram, MaximumSize, out message);

    /// <summary>As <see cref="TryParse(ReadOnlySpan{byte}, out StunMessage)"/>, for messages that carry data and are never hashed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, int maximumSize, out StunMessage message)
    {
        message = default;
        if (!IsStun(datagram) || datagram.Length > maximumSize)
            return false;

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if ((length & 3) != 0 || length != datagram.Length - HeaderSize)
            return false;

        int integrity = -1;
        int integrity256 = -1;
        int fingerprint = -1;
        int offset = HeaderSize;
        int count = 0;
        for (; offset < datagram.Length; count++)
        {
            // Every length is a multiple of four, so a whole attribute header is left here.
            int type = BinaryPrimitives.ReadUInt16BigEndian(datagram[offset..]);
            int size = BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]);
            int end = offset + AttributeHeaderSize + ((size + 3) & ~3);
            if (end > datagram.Length)
                return false;

            if (type == (int)StunAttributeType.MessageIntegrity && integrity < 0)
            {
                if (size != IntegritySize)
                    return false;

                integrity = offset;
            }
            else if (type == (int)StunAttributeType.MessageIntegritySha256 && integrity256 < 0)
            {
                integrity256 = offset;
            }
            else if (type == (int)StunAttributeType.Fingerprint)
            {
                if (size != 4 || end != datagram.Length)
                    return false;

                fingerprint = offset;
            }

            offset = end;
        }

        message = new StunMessage(datagram, integrity, integrity256, fingerprint, count);
        return fingerprint < 0 || message.FingerprintMatches();
    }

    /// <summary>Finds the first attribute of a type among those that count.</summary>
    public bool TryGet(StunAttributeType type, out ReadOnlySpan<byte> value) => TryGet(type, 0, out value);

    /// <summary>Finds an attribute of a type, among those that count, after so many others of it.</summary>
    public bool TryGet(StunAttributeType type, int skipped, out ReadOnlySpan<byte> value)
    {
        int end = AttributesEnd;
        for (int offset = HeaderSize; offset < end;)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(_message[(offset + 2)..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(_message[offset..]) == (ushort)type && skipped-- == 0)
            {
                value = _message.Slice(offset + AttributeHeaderSize, size);
                return true;
            }

            offset += AttributeHeaderSize + ((size + 3) & ~3);
        }

        value = default;
        return false;
    }

    /// <summary>Reads an attribute of four bytes.</summary>
    public bool TryGetUInt32(StunAttributeType type, out uint value)
    {
        bool found = TryGet(type, out var bytes) && bytes.Length == 4;
        value = found ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
        return found;
    }

    /// <summary>Reads an attribute of eight bytes.</summary>
    public bool TryGetUInt64(StunAttributeType type, out ulong value)
    {
        bool found = TryGet(type, out var bytes) && bytes.Length == 8;
        value = found ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        return found;
    }

    /// <summary>Reads the reflexive address of a response, masked or plain.</summary>
    public bool TryGetMappedAddress(out IPEndPoint? address)
    {
        if (TryGet(StunAttributeType.XorMappedAddress, out var value))
            return StunAddress.TryRead(value, masked: true, _message.Slice(4, 16), out address);

        if (TryGet(StunAttributeType.MappedAddress, out value))
            return StunAddress.TryRead(value, masked: false, default, out address);

        address = null;
        return false;
    }

    /// <summary>Reads a masked address, after so many others of its type.</summary>
    public bool TryGetXorAddress(StunAttributeType type, int skipped, out IPEndPoint? address)
    {
        address = null;
        return TryGet(type, skipped, out var value) && StunAddress.TryRead(value, masked: true, _message.Slice(4, 16), out address);
    }

    /// <summary>Reads an address that is not masked.</summary>
    public bool TryGetAddress(StunAttributeType type, out IPEndPoint? address)
    {
        address = null;
        return TryGet(type, out var value) && StunAddress.TryRead(value, masked: false, default, out address);
    }

    /// <summary>The code of an error response, 300 to 699; 0 if there is none that makes sense.</summary>
    public int GetErrorCode()
    {
        if (!TryGet(StunAttributeType.ErrorCode, out var value) || value.Length < 4)
            return 0;

        int hundreds = value[2] & 7;
        return hundreds is >= 3 and <= 6 && value[3] < 100 ? (hundreds * 100) + value[3] : 0;
    }

    /// <summary>Collects comprehension-required types nobody here knows, as many as fit; returns how many were written.</summary>
    public int GetUnknownRequired(Span<ushort> unknown)
    {
        int count = 0;
        int end = AttributesEnd;
        for (int offset = HeaderSize; offset < end && count < unknown.Length;)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(_message[offset..]);
            if (type < 0x8000 && !IsKnown((StunAttributeType)type))
                unknown[count++] = type;

            offset += AttributeHeaderSize + ((BinaryPrimitives.ReadUInt16BigEndian(_message[(offset + 2)..]) + 3) & ~3);
        }

        return count;
    }

    /// <summary>Whether MESSAGE-INTEGRITY is there and made with this key; compared in constant time.</summary>
    public bool HasValidIntegrity(ReadOnlySpan<byte> key)
    {
        Span<byte> expected = stackalloc byte[IntegritySize];
        return HasValidIntegrity(key, _integrityOffset, expected);
    }

    /// <summary>Whether MESSAGE-INTEGRITY-SHA256 is there, whole, and made with this key; compared in constant time.</summary>
    public bool HasValidIntegritySha256(ReadOnlySpan<byte> key)
    {
        Span<byte> expected = stackalloc byte[Integrity256Size];
        return HasValidIntegrity(key, _integrity256Offset, expected);
    }

    private bool HasValidIntegrity(ReadOnlySpan<byte> key, int at, Span<byte> expected)
    {
        if (at is < 0 or > MaximumSize || BinaryPrimitives.ReadUInt16BigEndian(_message[(at + 2)..]) != expected.Length)
            return false;

        // The hash covers the header as if the message ended with the attribute.
        Span<byte> covered = stackalloc byte[MaximumSize];
        covered = covered[..at];
        _message[..at].CopyTo(covered);
        BinaryPrimitives.WriteUInt16BigEndian(covered[2..], (ushort)(at + AttributeHeaderSize + expected.Length - HeaderSize));
        if (expected.Length == IntegritySize)
            StunIntegrity.Compute(key, covered, expected);
        else
            StunIntegrity.ComputeSha256(key, covered, expected);

        return CryptographicOperations.FixedTimeEquals(expected, _message.Slice(at + AttributeHeaderSize, expected.Length));
    }

    private static bool IsKnown(StunAttributeType type) => type
        is StunAttributeType.MappedAddress or StunAttributeType.Username or StunAttributeType.MessageIntegrity
        or StunAttributeType.ErrorCode or StunAttributeType.UnknownAttributes or StunAttributeType.XorMappedAddress
        or StunAttributeType.Priority or StunAttributeType.UseCandidate;

    private bool FingerprintMatches() =>
        BinaryPrimitives.ReadUInt32BigEndian(_message[(_fingerprintOffset + AttributeHeaderSize)..])
            == StunFingerprint.Compute(_message[.._fingerprintOffset]);
}
