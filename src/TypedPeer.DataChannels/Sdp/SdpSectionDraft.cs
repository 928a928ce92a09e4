namespace TypedPeer.DataChannels.Sdp;

/// <summary>A section while its lines are read.</summary>
/// <param name="line">Its m-line.</param>
/// <param name="isZeroPort">Whether the m-line has port zero.</param>
/// <param name="start">Where in the text its attributes begin.</param>
internal sealed class SdpSectionDraft(SdpMediaSection line, bool isZeroPort, int start)
{
    /// <summary>What it says about ICE, DTLS and SCTP.</summary>
    public SdpTransportAttributes Attributes { get; } = new();

    /// <summary>The section's name; null if it has none.</summary>
    public string? Mid { get; set; }

    /// <summary>It is taken into a BUNDLE group or not at all.</summary>
    public bool IsBundleOnly { get; set; }

    /// <summary>RTP and RTCP share a port.</summary>
    public bool HasRtcpMux { get; set; }

    /// <summary>Where in the text it ends.</summary>
    public int End { get; set; }

    /// <summary>Whether it is for data channels.</summary>
    public bool IsData => line.IsData;

    /// <summary>A zero port with bundle-only is an offer to share the transport of the group, no rejection; outside of a group there is none to share (RFC 9143, section 6).</summary>
    public bool IsRejected(IReadOnlySet<string> bundled) => isZeroPort && !(IsBundleOnly && Mid is { } mid && bundled.Contains(mid));

    /// <summary>
    /// Whether an answer can take it without its media and still use its transport: it is RTP over DTLS that shares its port with RTCP,
    /// which every bundled section of RTP must (RFC 9143, section 7.3.1.1).
    /// </summary>
    public bool CanBeKept => HasRtcpMux && (line.Kind is "audio" or "video") && line.Protocol.Contains("TLS/RTP/SAVP", StringComparison.Ordinal);

    /// <summary>Ends the section.</summary>
    public SdpMediaSection Build(bool isRejected, bool isKept, ReadOnlySpan<char> text) => line with
    {
        Mid = Mid,
        IsRejected = isRejected,
        Format = isKept ? SdpFormat.Choose(text[start..End], line.Formats) : null,
    };
}
