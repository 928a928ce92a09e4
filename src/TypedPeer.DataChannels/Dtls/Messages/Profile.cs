namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The numbers of the one suite, group and signature this profile speaks.</summary>
internal static class Profile
{
    /// <summary>TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 (RFC 5289).</summary>
    public const ushort CipherSuite = 0xC02B;

    /// <summary>How IANA calls it.</summary>
    public const string CipherSuiteName = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    /// <summary>ecdsa_secp256r1_sha256 (RFC 8446), which in 1.2 reads as SHA-256 with ECDSA.</summary>
    public const ushort SignatureScheme = 0x0403;

    /// <summary>ecdsa_sign among certificate types (RFC 8422).</summary>
    public const byte EcdsaSign = 64;

    /// <summary>named_curve among curve types (RFC 8422).</summary>
    public const byte NamedCurve = 3;

    /// <summary>SRTP_AES128_CM_HMAC_SHA1_80 (RFC 5764), which every implementation has. Its keys are never derived.</summary>
    public const ushort SrtpProfile = 0x0001;

    /// <summary>The longest session id (RFC 5246).</summary>
    public const int MaxSessionIdLength = 32;

    /// <summary>Gets the content of use_srtp: that one profile, and no MKI.</summary>
    public static ReadOnlySpan<byte> UseSrtp => [0, 2, 0, (byte)SrtpProfile, 0];

    /// <summary>Says whether a list of two-byte numbers has one.</summary>
    public static bool Lists(ReadOnlySpan<byte> list, ushort wanted)
    {
        var reader = new MessageReader(list);
        while (!reader.IsEmpty)
        {
            if (reader.UInt16() == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
