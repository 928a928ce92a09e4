using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>One chunk as it lies in a packet (RFC 9260 section 3.2); everything was bounds-checked.</summary>
internal readonly ref struct SctpChunk(ReadOnlySpan<byte> raw)
{
    public const int HeaderSize = 4;

    /// <summary>Gets the chunk with its header and without its padding.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public byte Type => Raw[0];

    public byte Flags => Raw[1];

    /// <summary>Gets what follows the header.</summary>
    public ReadOnlySpan<byte> Value => Raw[HeaderSize..];
}

/// <summary>Walks the chunks of a packet. A chunk whose length is wrong ends the walk: where the next one begins is unknown.</summary>
internal ref struct SctpChunkReader(ReadOnlySpan<byte> chunks)
{
    private ReadOnlySpan<byte> _rest = chunks;

    /// <summary>Gets whether the walk ended at a chunk that cannot be read.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Gets whether nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryRead(out SctpChunk chunk)
    {
        chunk = default;
        if (_rest.IsEmpty || IsMalformed)
        {
            return false;
        }

        if (_rest.Length < SctpChunk.HeaderSize)
        {
            IsMalformed = true;
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < SctpChunk.HeaderSize || length > _rest.Length)
        {
            IsMalformed = true;
            return false;
        }

        chunk = new SctpChunk(_rest[..length]);
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
