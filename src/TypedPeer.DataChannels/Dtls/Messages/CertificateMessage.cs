namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The certificate list (RFC 5246 section 7.4.2). Only the first one counts: chains mean nothing where the SDP vouches.</summary>
internal static class CertificateMessage
{
    /// <summary>Returns the peer's own certificate.</summary>
    /// <exception cref="HandshakeException">The list is malformed or empty.</exception>
    public static ReadOnlySpan<byte> ReadLeaf(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body);
        var list = new MessageReader(reader.Vector24());
        reader.End();
        if (list.IsEmpty)
        {
            throw new HandshakeException(DtlsAlert.HandshakeFailure, "The peer has no certificate.");
        }

        var leaf = list.Vector24();
        while (!list.IsEmpty)
        {
            list.Vector24();
        }

        return leaf;
    }

    /// <summary>Writes a list of one.</summary>
    public static void Write(MessageWriter writer, ReadOnlySpan<byte> der) =>
        writer.UInt24(der.Length + 3).UInt24(der.Length).Bytes(der);
}
