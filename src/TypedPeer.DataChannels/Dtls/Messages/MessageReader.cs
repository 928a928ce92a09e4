using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>
/// Reads the fields of a handshake message (RFC 5246 section 4). What is cut short is a decode_error, never another exception; a quiet
/// reader throws nothing at all and says at the end whether it would have.
/// </summary>
internal ref struct MessageReader(ReadOnlySpan<byte> bytes, bool isQuiet = false)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Gets whether nothing is thrown.</summary>
    public bool IsQuiet { get; } = isQuiet;

    /// <summary>Gets whether a quiet reader has met a decode_error; what it has given since is made up.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Gets whether everything was read.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Reads so many bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            Fail(DtlsAlert.DecodeError, "A handshake message ends too early.");
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>Reads a byte.</summary>
    public byte UInt8() => Bytes(1) is [var value] ? value : (byte)0;

    /// <summary>Reads two bytes.</summary>
    public ushort UInt16() => Bytes(2) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    /// <summary>Reads three bytes.</summary>
    public int UInt24() => Bytes(3) is [var high, var middle, var low] ? (high << 16) | (middle << 8) | low : 0;

    /// <summary>Reads a vector with a one-byte length.</summary>
    public ReadOnlySpan<byte> Vector8() => Bytes(UInt8());

    /// <summary>Reads a vector with a two-byte length.</summary>
    public ReadOnlySpan<byte> Vector16() => Bytes(UInt16());

    /// <summary>Reads a vector with a three-byte length.</summary>
    public ReadOnlySpan<byte> Vector24() => Bytes(UInt24());

    /// <summary>Makes sure that nothing trails.</summary>
    public void End()
    {
        if (!_rest.IsEmpty)
        {
            Fail(DtlsAlert.DecodeError, "Bytes trail a handshake message.");
        }
    }

    /// <summary>A rule is broken. A quiet reader notes a decode_error and reads nothing more; other alerts are for one that is not quiet.</summary>
    public void Fail(DtlsAlert alert, string message)
    {
        if (!IsQuiet)
        {
            throw new HandshakeException(alert, message);
        }

        HasFailed |= alert == DtlsAlert.DecodeError;
        _rest = HasFailed ? default : _rest;
    }
}
