using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The server's choice (RFC 5246 section 7.4.1.3).</summary>
internal ref struct ServerHello
{
    /// <summary>The server's random. Its downgrade sentinel (RFC 8446) speaks to 1.3 clients only.</summary>
    public ReadOnlySpan<byte> Random;

    /// <summary>The server's session id (RFC 8844), or null.</summary>
    public string? ExternalSessionId;

    /// <summary>Reads the body of the message and makes sure that the server chose what was offered.</summary>
    /// <exception cref="HandshakeException">It is malformed, or it chose something else.</exception>
    public static ServerHello Read(ReadOnlySpan<byte> body, bool offeredTlsId)
    {
        var reader = new MessageReader(body);
        var version = reader.UInt16();
        var hello = default(ServerHello);
        hello.Random = reader.Bytes(KeySchedule.RandomLength);
        var sessionId = reader.Vector8();
        var suite = reader.UInt16();
        var compression = reader.UInt8();
        var extensions = HelloExtensions.Read(ref reader, offeredTlsId ? OfferedWithTlsId : Offered);
        if (version != RecordHeader.Dtls12)
        {
            throw new HandshakeException(DtlsAlert.ProtocolVersion, "The server does not speak DTLS 1.2.");
        }

        if (suite != Profile.CipherSuite || compression != 0 || sessionId.Length > Profile.MaxSessionIdLength)
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The server chose what was not offered.");
        }

        if (!extensions.ExtendedMasterSecret)
        {
            throw new HandshakeException(DtlsAlert.HandshakeFailure, "The server does not use the extended master secret.");
        }

        hello.ExternalSessionId = extensions.ExternalSessionId;
        return hello;
    }

    /// <summary>Writes our choice.</summary>
    public static void Write(MessageWriter writer, ReadOnlySpan<byte> random, in ClientHello client, string? tlsId)
    {
        var extensions = new MessageWriter().Extension(ExtensionType.ExtendedMasterSecret, []);
        if (client.KnowsRenegotiationInfo)
        {
            extensions.Extension(ExtensionType.RenegotiationInfo, [0]);
        }

        if (client.Extensions.PointFormats)
        {
            extensions.Extension(ExtensionType.PointFormats, [1, 0]);
        }

        if (Profile.Lists(client.Extensions.SrtpProfiles, Profile.SrtpProfile))
        {
            extensions.Extension(ExtensionType.UseSrtp, Profile.UseSrtp);
        }

        if (client.Extensions.ExternalSessionId is not null)
        {
            ClientHello.WriteTlsId(extensions, tlsId);
        }

        writer
            .UInt16(RecordHeader.Dtls12)
            .Bytes(random)
            .Vector8([])
            .UInt16(Profile.CipherSuite)
            .UInt8(0)
            .Vector16(extensions.Written);
    }

    private static bool Offered(ExtensionType type) =>
        type is ExtensionType.RenegotiationInfo or ExtensionType.ExtendedMasterSecret or ExtensionType.SupportedGroups
            or ExtensionType.PointFormats or ExtensionType.SignatureAlgorithms or ExtensionType.UseSrtp;

    private static bool OfferedWithTlsId(ExtensionType type) => type == ExtensionType.ExternalSessionId || Offered(type);
}
