namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>The hello extensions this profile reads or writes; all others are skipped.</summary>
internal enum ExtensionType : ushort
{
    /// <summary>supported_groups (RFC 8422).</summary>
    SupportedGroups = 10,

    /// <summary>ec_point_formats (RFC 8422).</summary>
    PointFormats = 11,

    /// <summary>signature_algorithms (RFC 5246).</summary>
    SignatureAlgorithms = 13,

    /// <summary>
    /// use_srtp (RFC 5764). There is no media here, but SIPSorcery refuses a handshake without it, even for data alone.
    /// </summary>
    UseSrtp = 14,

    /// <summary>extended_master_secret (RFC 7627).</summary>
    ExtendedMasterSecret = 23,

    /// <summary>supported_versions (RFC 8446), by which a 1.3 client says that 1.2 will do.</summary>
    SupportedVersions = 43,

    /// <summary>external_session_id (RFC 8844).</summary>
    ExternalSessionId = 56,

    /// <summary>renegotiation_info (RFC 5746).</summary>
    RenegotiationInfo = 0xFF01,
}
