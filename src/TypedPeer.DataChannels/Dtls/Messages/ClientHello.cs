using System.Text;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The client's offer (RFC 5246 section 7.4.1.2, RFC 6347 section 4.3.2).</summary>
internal ref struct ClientHello
{
    /// <summary>Version, random, and four empty lists: nothing shorter can be read, so that it need not be put together.</summary>
    public const int ShortestLength = 2 + KeySchedule.RandomLength + 1 + 1 + 2 + 1;

    /// <summary>The client's random.</summary>
    public ReadOnlySpan<byte> Random;

    /// <summary>The extensions read.</summary>
    public HelloExtensions Extensions;

    private const ushort RenegotiationSignal = 0x00FF;

    /// <summary>Whether the client can be told about secure renegotiation.</summary>
    public bool KnowsRenegotiationInfo;

    private ushort _version;
    private ReadOnlySpan<byte> _suites;
    private ReadOnlySpan<byte> _compressions;

    /// <summary>Reads the body of the message.</summary>
    /// <exception cref="HandshakeException">decode_error: it is malformed.</exception>
    public static ClientHello Read(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body);
        return Read(ref reader);
    }

    /// <summary>Says whether a body can be read, without an exception: anybody may send any number of those that cannot.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body, isQuiet: true);
        Read(ref reader);
        return !reader.HasFailed;
    }

    private static ClientHello Read(scoped ref MessageReader reader)
    {
        var hello = default(ClientHello);
        hello._version = reader.UInt16();
        hello.Random = reader.Bytes(KeySchedule.RandomLength);
        if (reader.Vector8().Length > Profile.MaxSessionIdLength)
        {
            reader.Fail(DtlsAlert.DecodeError, "A session id is too long.");
        }

        reader.Vector8();
        hello._suites = reader.Vector16();
        hello._compressions = reader.Vector8();
        if (hello._suites.Length % 2 != 0)
        {
            reader.Fail(DtlsAlert.DecodeError, "A list of cipher suites has an odd length.");
            return hello;
        }

        hello.Extensions = HelloExtensions.Read(ref reader, offered: null);
        hello.KnowsRenegotiationInfo = hello.Extensions.RenegotiationInfo || Profile.Lists(hello._suites, RenegotiationSignal);
        return hello;
    }

    /// <summary>Makes sure that what this profile needs is on offer.</summary>
    /// <exception cref="HandshakeException">It is not.</exception>
    public readonly void RequireProfile()
    {
        // Later versions have smaller numbers. A 1.3 client says 1.2 here, and lists what it really speaks.
        var speaksVersion = Extensions.Versions.IsEmpty ? _version is <= RecordHeader.Dtls12 and >= 0xFE00 : Profile.Lists(Extensions.Versions, RecordHeader.Dtls12);
        Require(speaksVersion, DtlsAlert.ProtocolVersion, "The client does not speak DTLS 1.2.");
        Require(Profile.Lists(_suites, Profile.CipherSuite), DtlsAlert.HandshakeFailure, "The client does not offer ECDHE-ECDSA with AES-128-GCM.");
        Require(_compressions.Contains((byte)0), DtlsAlert.IllegalParameter, "The client insists on compression.");
        Require(Extensions.ExtendedMasterSecret, DtlsAlert.HandshakeFailure, "The client does not offer the extended master secret.");
        Require(Extensions.Groups.IsEmpty || Profile.Lists(Extensions.Groups, P256.NamedGroup), DtlsAlert.HandshakeFailure, "The client does not offer P-256.");
        Require(Profile.Lists(Extensions.SignatureSchemes, Profile.SignatureScheme), DtlsAlert.HandshakeFailure, "The client does not verify ECDSA with SHA-256.");
    }

    /// <summary>Writes our offer.</summary>
    public static void Write(MessageWriter writer, ReadOnlySpan<byte> random, ReadOnlySpan<byte> cookie, string? tlsId)
    {
        var extensions = new MessageWriter()
            .Extension(ExtensionType.RenegotiationInfo, [0])
            .Extension(ExtensionType.ExtendedMasterSecret, [])
            .Extension(ExtensionType.SupportedGroups, [0, 2, 0, (byte)P256.NamedGroup])
            .Extension(ExtensionType.PointFormats, [1, 0])
            .Extension(ExtensionType.SignatureAlgorithms, [0, 2, Profile.SignatureScheme >> 8, Profile.SignatureScheme & 0xFF])
            .Extension(ExtensionType.UseSrtp, Profile.UseSrtp);
        WriteTlsId(extensions, tlsId);
        writer
            .UInt16(RecordHeader.Dtls12)
            .Bytes(random)
            .Vector8([])
            .Vector8(cookie)
            .UInt16(2).UInt16(Profile.CipherSuite)
            .Vector8([0])
            .Vector16(extensions.Written);
    }

    /// <summary>Adds external_session_id if there is one.</summary>
    internal static void WriteTlsId(MessageWriter extensions, string? tlsId)
    {
        if (tlsId is not null)
        {
            extensions.Extension(ExtensionType.ExternalSessionId, new MessageWriter().Vector8(Encoding.Latin1.GetBytes(tlsId)).Written);
        }
    }

    private static void Require(bool condition, DtlsAlert alert, string message)
    {
        if (!condition)
        {
            throw new HandshakeException(alert, message);
        }
    }
}
