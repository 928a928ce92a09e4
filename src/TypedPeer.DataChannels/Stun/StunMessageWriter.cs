using System.Buffers.Binary;
using System.Net;

namespace TypedPeer.DataChannels.Stun;

/// <summary>
/// Writes one STUN message into a buffer. When the buffer is too small nothing is thrown:
/// <see cref="Length"/> is 0 at the end, and the message is simply not sent.
/// </summary>
internal ref struct StunMessageWriter
{
    private const int AttributeHeaderSize = 4;
    private readonly Span<byte> _destination;
    private int _length;
    private bool _overflow;

    /// <summary>Begins a message.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="messageClass">Request, indication or one of the responses.</param>
    /// <param name="transactionId">The transaction it belongs to.</param>
    /// <param name="method">Binding, or one of TURN's: all of them are below 16, where a type is class and method side by side.</param>
    public StunMessageWriter(Span<byte> destination, StunMessageClass messageClass, StunTransactionId transactionId, int method = StunMessage.BindingMethod)
    {
        _destination = destination;
        if (destination.Length < StunMessage.HeaderSize)
        {
            _overflow = true;
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(method | (int)messageClass));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessage.MagicCookie);
        transactionId.Write(destination[8..]);
        _length = StunMessage.HeaderSize;
        WriteLength();
    }

    /// <summary>Bytes written, or 0 if the buffer was too small.</summary>
    public readonly int Length => _overflow ? 0 : _length;

    /// <summary>Adds an attribute of raw bytes; padding is zero.</summary>
    public void Add(StunAttributeType type, scoped ReadOnlySpan<byte> value)
    {
        if (Begin(type, value.Length) is { IsEmpty: false } destination)
            value.CopyTo(destination[AttributeHeaderSize..]);
    }

    /// <summary>Adds an attribute without a value.</summary>
    public void AddFlag(StunAttributeType type) => Begin(type, 0);

    /// <summary>Adds an attribute of four bytes.</summary>
    public void AddUInt32(StunAttributeType type, uint value)
    {
        if (Begin(type, 4) is { IsEmpty: false } destination)
            BinaryPrimitives.WriteUInt32BigEndian(destination[AttributeHeaderSize..], value);
    }

    /// <summary>Adds an attribute of eight bytes.</summary>
    public void AddUInt64(StunAttributeType type, ulong value)
    {
        if (Begin(type, 8) is { IsEmpty: false } destination)
            BinaryPrimitives.WriteUInt64BigEndian(destination[AttributeHeaderSize..], value);
    }

    /// <summary>Adds XOR-MAPPED-ADDRESS.</summary>
    public void AddXorMappedAddress(IPEndPoint address) => AddXorAddress(StunAttributeType.XorMappedAddress, address);

    /// <summary>Adds an address, masked.</summary>
    public void AddXorAddress(StunAttributeType type, IPEndPoint address)
    {
        int size = StunAddress.GetSize(address.AddressFamily);
        if (Begin(type, size) is { IsEmpty: false } destination)
            StunAddress.WriteMasked(address, _destination.Slice(4, 16), destination.Slice(AttributeHeaderSize, size));
    }

    /// <summary>Adds ERROR-CODE with an ASCII reason phrase.</summary>
    public void AddErrorCode(int code, scoped ReadOnlySpan<byte> reason)
    {
        if (Begin(StunAttributeType.ErrorCode, 4 + reason.Length) is not { IsEmpty: false } destination)
            return;

        destination[AttributeHeaderSize + 2] = (byte)(code / 100);
        destination[AttributeHeaderSize + 3] = (byte)(code % 100);
        reason.CopyTo(destination[(AttributeHeaderSize + 4)..]);
    }

    /// <summary>Adds UNKNOWN-ATTRIBUTES.</summary>
    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        if (Begin(StunAttributeType.UnknownAttributes, types.Length * 2) is not { IsEmpty: false } destination)
            return;

        for (int index = 0; index < types.Length; index++)
            BinaryPrimitives.WriteUInt16BigEndian(destination[(AttributeHeaderSize + (index * 2))..], types[index]);
    }

    /// <summary>Adds MESSAGE-INTEGRITY over everything so far; only FINGERPRINT may follow.</summary>
    public void AddIntegrity(scoped ReadOnlySpan<byte> key)
    {
        int covered = _length;
        if (Begin(StunAttributeType.MessageIntegrity, 20) is { IsEmpty: false } destination)
            StunIntegrity.Compute(key, _destination[..covered], destination.Slice(AttributeHeaderSize, 20));
    }

    /// <summary>Adds MESSAGE-INTEGRITY-SHA256 over everything so far; only FINGERPRINT may follow.</summary>
    public void AddIntegritySha256(scoped ReadOnlySpan<byte> key)
    {
        int covered = _length;
        if (Begin(StunAttributeType.MessageIntegritySha256, 32) is { IsEmpty: false } destination)
            StunIntegrity.ComputeSha256(key, _destination[..covered], destination.Slice(AttributeHeaderSize, 32));
    }

    /// <summary>Adds FINGERPRINT, always the last attribute.</summary>
    public void AddFingerprint()
    {
        int covered = _length;
        if (Begin(StunAttributeType.Fingerprint, 4) is { IsEmpty: false } destination)
            BinaryPrimitives.WriteUInt32BigEndian(destination[AttributeHeaderSize..], StunFingerprint.Compute(_destination[..covered]));
    }

    private Span<byte> Begin(StunAttributeType type, int size)
    {
        int total = AttributeHeaderSize + ((size + 3) & ~3);
        if (_overflow || total > _destination.Length - _length)
        {
            _overflow = true;
            return default;
        }

        var attribute = _destination.Slice(_length, total);
        attribute.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)size);
        _length += total;
        WriteLength();
        return attribute;
    }

    private readonly void WriteLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)(_length - StunMessage.HeaderSize));
}
