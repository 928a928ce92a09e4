using System.Text;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The extensions of a hello message that mean something here.</summary>
internal ref struct HelloExtensions
{
    /// <summary>More extensions than any client sends; duplicates are looked for among so many.</summary>
    private const int MaxCount = 64;

    /// <summary>Whether extended_master_secret is there.</summary>
    public bool ExtendedMasterSecret;

    /// <summary>Whether renegotiation_info is there.</summary>
    public bool RenegotiationInfo;

    /// <summary>Whether ec_point_formats is there.</summary>
    public bool PointFormats;

    /// <summary>The groups offered; empty if none are named.</summary>
    public ReadOnlySpan<byte> Groups;

    /// <summary>The signature schemes offered.</summary>
    public ReadOnlySpan<byte> SignatureSchemes;

    /// <summary>The SRTP protection profiles offered or chosen; empty if none are named.</summary>
    public ReadOnlySpan<byte> SrtpProfiles;

    /// <summary>The versions offered; empty if the hello's own version counts.</summary>
    public ReadOnlySpan<byte> Versions;

    /// <summary>The peer's session id (RFC 8844), or null.</summary>
    public string? ExternalSessionId;

    /// <summary>Reads the rest of a hello. <paramref name="offered"/> limits what a server may answer with; null allows everything.</summary>
    public static HelloExtensions Read(scoped ref MessageReader hello, Func<ExtensionType, bool>? offered)
    {
        var result = default(HelloExtensions);
        if (hello.IsEmpty)
        {
            return result;
        }

        var reader = new MessageReader(hello.Vector16(), hello.IsQuiet);
        hello.End();
        Span<ushort> seen = stackalloc ushort[MaxCount];
        var count = 0;
        while (!reader.IsEmpty)
        {
            var type = reader.UInt16();
            var content = reader.Vector16();
            if (count == MaxCount || seen[..count].Contains(type))
            {
                reader.Fail(DtlsAlert.DecodeError, "A hello repeats an extension or has too many.");
                break;
            }

            seen[count++] = type;
            if (offered is not null && !offered((ExtensionType)type))
            {
                reader.Fail(DtlsAlert.UnsupportedExtension, $"The server answers with extension {type}, which was not offered.");
            }

            result.Take((ExtensionType)type, content, ref reader);
        }

        if (reader.HasFailed)
        {
            hello.Fail(DtlsAlert.DecodeError, "An extension cannot be read.");
        }

        return result;
    }

    private void Take(ExtensionType type, ReadOnlySpan<byte> content, scoped ref MessageReader extensions)
    {
        var reader = new MessageReader(content, extensions.IsQuiet);
        Take(type, ref reader);
        if (reader.HasFailed)
        {
            extensions.Fail(DtlsAlert.DecodeError, "An extension cannot be read.");
        }
    }

    private void Take(ExtensionType type, ref MessageReader reader)
    {
        switch (type)
        {
            case ExtensionType.ExtendedMasterSecret:
                ExtendedMasterSecret = true;
                break;
            case ExtensionType.RenegotiationInfo:
                RenegotiationInfo = true;
                if (!reader.Vector8().IsEmpty)
                {
                    reader.Fail(DtlsAlert.HandshakeFailure, "A first hello claims to renegotiate.");
                }

                break;
            case ExtensionType.PointFormats:
                PointFormats = true;
                if (!reader.Vector8().Contains((byte)0))
                {
                    reader.Fail(DtlsAlert.IllegalParameter, "The peer takes no uncompressed points.");
                }

                break;
            case ExtensionType.SupportedGroups:
                Groups = ReadNumbers(ref reader);
                break;
            case ExtensionType.SignatureAlgorithms:
                SignatureSchemes = ReadNumbers(ref reader);
                break;
            case ExtensionType.UseSrtp:
                SrtpProfiles = ReadNumbers(ref reader);
                reader.Vector8();
                break;
            case ExtensionType.SupportedVersions:
                Versions = reader.Vector8();
                break;
            case ExtensionType.ExternalSessionId:
                var id = reader.Vector8();
                ExternalSessionId = reader.IsQuiet ? null : Encoding.Latin1.GetString(id);
                break;
            default:
                return;
        }

        reader.End();
    }

    /// <summary>Reads a list of two-byte numbers. Checked here, so that looking through it later cannot fail halfway into an answer.</summary>
    private static ReadOnlySpan<byte> ReadNumbers(scoped ref MessageReader reader)
    {
        var list = reader.Vector16();
        if (list.Length % 2 != 0)
        {
            reader.Fail(DtlsAlert.DecodeError, "A list of two-byte numbers has an odd length.");
        }

        return list;
    }
}
