using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>Reads the fields of a handshake message (RFC 5246 section 4). What is cut short is a decode_error, never another exception.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Gets whether everything was read.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Reads so many bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            throw new HandshakeException(DtlsAlert.DecodeError, "A handshake message ends too early.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>Reads a byte.</summary>
    public byte UInt8() => Bytes(1)[0];

    /// <summary>Reads two bytes.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    /// <summary>Reads three bytes.</summary>
    public int UInt24()
    {
        var taken = Bytes(3);
        return (taken[0] << 16) | (taken[1] << 8) | taken[2];
    }

    /// <summary>Reads a vector with a one-byte length.</summary>
    public ReadOnlySpan<byte> Vector8() => Bytes(UInt8());

    /// <summary>Reads a vector with a two-byte length.</summary>
    public ReadOnlySpan<byte> Vector16() => Bytes(UInt16());

    /// <summary>Reads a vector with a three-byte length.</summary>
    public ReadOnlySpan<byte> Vector24() => Bytes(UInt24());

    /// <summary>Makes sure that nothing trails.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new HandshakeException(DtlsAlert.DecodeError, "Bytes trail a handshake message.");
        }
    }
}
