using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>Walks parameters or error causes: type, length, value, padding (RFC 9260 section 3.2.1).</summary>
internal ref struct SctpParameterReader(ReadOnlySpan<byte> parameters)
{
    public const int HeaderSize = 4;

    private ReadOnlySpan<byte> _rest = parameters;

    /// <summary>Gets whether the walk ended at a parameter that lies only partly inside its chunk.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Gets the current parameter's type.</summary>
    public ushort Type { get; private set; }

    /// <summary>Gets the current parameter with its header and without its padding.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Gets what follows the current parameter's header.</summary>
    public readonly ReadOnlySpan<byte> Value => Raw[HeaderSize..];

    public bool TryRead()
    {
        if (_rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        if (_rest.Length < HeaderSize)
        {
            IsMalformed = true;
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < HeaderSize || length > _rest.Length)
        {
            IsMalformed = true;
            return false;
        }

        Type = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Raw = _rest[..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
