using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The key shares and the request for a certificate (RFC 8422 section 5.4 and 5.7, RFC 5246 section 7.4.4 and 7.4.8).</summary>
internal static class KeyExchangeMessages
{
    /// <summary>Writes what the server signs: curve and point.</summary>
    public static void WriteServerParameters(MessageWriter writer, ReadOnlySpan<byte> point) =>
        writer.UInt8(Profile.NamedCurve).UInt16(P256.NamedGroup).Vector8(point);

    /// <summary>Reads the server's key share. <paramref name="parameters"/> is the part that is signed.</summary>
    public static ReadOnlySpan<byte> ReadServerPoint(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> parameters, out ReadOnlySpan<byte> signature)
    {
        var reader = new MessageReader(body);
        var curveType = reader.UInt8();
        var group = reader.UInt16();
        if (curveType != Profile.NamedCurve || group != P256.NamedGroup)
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The server's key share is not on P-256.");
        }

        var point = reader.Vector8();
        parameters = body[..(4 + point.Length)];
        signature = ReadSignature(ref reader);
        return point;
    }

    /// <summary>Writes the client's key share.</summary>
    public static void WriteClientPoint(MessageWriter writer, ReadOnlySpan<byte> point) => writer.Vector8(point);

    /// <summary>Reads the client's key share.</summary>
    public static ReadOnlySpan<byte> ReadClientPoint(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body);
        var point = reader.Vector8();
        reader.End();
        return point;
    }

    /// <summary>Writes the request: ECDSA, P-256 with SHA-256, from any authority.</summary>
    public static void WriteCertificateRequest(MessageWriter writer) =>
        writer.Vector8([Profile.EcdsaSign]).UInt16(2).UInt16(Profile.SignatureScheme).Vector16([]);

    /// <summary>Makes sure that the server takes our kind of certificate.</summary>
    public static void ReadCertificateRequest(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body);
        var types = reader.Vector8();
        var schemes = reader.Vector16();
        reader.Vector16();
        reader.End();
        if (!types.Contains(Profile.EcdsaSign) || !Profile.Lists(schemes, Profile.SignatureScheme))
        {
            throw new HandshakeException(DtlsAlert.HandshakeFailure, "The server takes no ECDSA certificate with SHA-256.");
        }
    }

    /// <summary>Writes a signature with its algorithm.</summary>
    public static void WriteSignature(MessageWriter writer, ReadOnlySpan<byte> signature) =>
        writer.UInt16(Profile.SignatureScheme).Vector16(signature);

    /// <summary>Reads a signature up to the end of the message.</summary>
    public static ReadOnlySpan<byte> ReadSignature(scoped ref MessageReader reader)
    {
        if (reader.UInt16() != Profile.SignatureScheme)
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The peer signs with an algorithm that was not offered.");
        }

        var signature = reader.Vector16();
        reader.End();
        return signature;
    }
}
