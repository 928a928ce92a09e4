namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>One message under reassembly. A bitmap of bytes tells what came, so fragments of any size and overlap cost the same.</summary>
internal sealed class MessageAssembly
{
    private readonly byte[] _whole;
    private readonly ulong[] _received;
    private int _missing;

    /// <summary>Begins with the type, number and length that the first fragment claims.</summary>
    public MessageAssembly(in HandshakeHeader header)
    {
        Type = header.Type;
        Length = header.Length;
        _missing = header.Length;
        _whole = new byte[HandshakeHeader.Size + header.Length];
        _received = new ulong[(header.Length + 63) / 64];
        (header with { FragmentOffset = 0, FragmentLength = header.Length }).Write(_whole);
    }

    /// <summary>Gets the type every fragment must have.</summary>
    public HandshakeType Type { get; }

    /// <summary>Gets the length every fragment must claim.</summary>
    public int Length { get; }

    /// <summary>Gets whether every byte came.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>Gets the message.</summary>
    public byte[] Whole => _whole;

    /// <summary>Takes a fragment that lies inside the message. Bytes that came before stay as they are.</summary>
    public void Add(int offset, ReadOnlySpan<byte> fragment)
    {
        var body = _whole.AsSpan(HandshakeHeader.Size);
        for (var i = 0; i < fragment.Length; i++)
        {
            ref var word = ref _received[(offset + i) / 64];
            var bit = 1UL << ((offset + i) % 64);
            if ((word & bit) == 0)
            {
                word |= bit;
                body[offset + i] = fragment[i];
                _missing--;
            }
        }
    }
}
