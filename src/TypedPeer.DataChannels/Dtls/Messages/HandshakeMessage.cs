namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>One whole handshake message, as the transcript hashes it.</summary>
internal readonly struct HandshakeMessage
{
    private readonly byte[] _whole;

    /// <summary>Wraps header and body.</summary>
    public HandshakeMessage(byte[] whole) => _whole = whole;

    /// <summary>Gets the message's type.</summary>
    public HandshakeType Type => (HandshakeType)_whole[0];

    /// <summary>Gets the twelve-byte header, written as for a single fragment, and the body.</summary>
    public ReadOnlySpan<byte> Whole => _whole;

    /// <summary>Gets the body.</summary>
    public ReadOnlySpan<byte> Body => _whole.AsSpan(HandshakeHeader.Size);
}
