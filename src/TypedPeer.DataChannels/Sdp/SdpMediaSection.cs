namespace TypedPeer.DataChannels.Sdp;

/// <summary>An m-line, as far as an answer has to mirror it (RFC 8829, section 5.3.1).</summary>
/// <param name="Kind">"application", "audio", "video" ...</param>
/// <param name="Protocol">"UDP/DTLS/SCTP" for data.</param>
/// <param name="Formats">The rest of the line.</param>
internal sealed record SdpMediaSection(string Kind, string Protocol, string Formats)
{
    /// <summary>The name by which BUNDLE and candidates refer to the section; null if it has none.</summary>
    public string? Mid { get; init; }

    /// <summary>Refused by port zero.</summary>
    public bool IsRejected { get; init; }

    /// <summary>The format it is kept inactive with, where its transport is the one the data section uses; null for all others.</summary>
    public SdpFormat? Format { get; init; }

    /// <summary>Whether it carries data channels.</summary>
    public bool IsData => Kind == "application" && Protocol.EndsWith("DTLS/SCTP", StringComparison.OrdinalIgnoreCase);

    /// <summary>The form before RFC 8841, with the SCTP port as format and an <c>sctpmap</c>.</summary>
    public bool IsLegacyData => IsData && Formats.Length > 0 && char.IsAsciiDigit(Formats[0]);
}
