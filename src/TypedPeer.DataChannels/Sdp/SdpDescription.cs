namespace TypedPeer.DataChannels.Sdp;

/// <summary>An offer or answer for data channels (RFC 8829, RFC 8841). Sections for media are remembered only to be rejected.</summary>
internal sealed record SdpDescription
{
    /// <summary>Stays the same for the life of a connection.</summary>
    public ulong SessionId { get; init; }

    /// <summary>Grows with every description.</summary>
    public ulong SessionVersion { get; init; }

    /// <summary>All m-lines, in order.</summary>
    public required IReadOnlyList<SdpMediaSection> Media { get; init; }

    /// <summary>The index in <see cref="Media"/> of the section <see cref="Data"/> describes; -1 if there is none.</summary>
    public required int DataIndex { get; init; }

    /// <summary>The data channel section; null if there is none, or it is rejected.</summary>
    public required SdpDataSection? Data { get; init; }

    /// <summary>The mids that share one transport; empty without BUNDLE.</summary>
    public IReadOnlyList<string> Bundle { get; init; } = [];

    /// <summary>Reads a description. What is unknown is skipped; what is broken makes it fail with a reason, never throw.</summary>
    public static bool TryParse(string text, out SdpDescription? description, out string? error) =>
        SdpParser.TryParse(text, out description, out error);

    /// <summary>Makes an offer. In a renegotiation <paramref name="previous"/> keeps the m-lines in place.</summary>
    public static SdpDescription CreateOffer(SdpDataSection data, ulong sessionId, ulong version, SdpDescription? previous = null) =>
        previous is null or { DataIndex: < 0 }
            ? Create([new SdpMediaSection("application", "UDP/DTLS/SCTP", "webrtc-datachannel") { Mid = data.Mid }], 0, data, sessionId, version, bundles: true)
            : Create(previous.Media, previous.DataIndex, data, sessionId, version, bundles: true);

    /// <summary>Makes the answer to an offer with a data section: the same m-lines, all others rejected, the same mid.</summary>
    public static SdpDescription CreateAnswer(SdpDescription offer, SdpDataSection data, ulong sessionId, ulong version)
    {
        if (offer.Data is null)
            throw new ArgumentException("The offer has no data section to answer.", nameof(offer));

        bool bundles = offer.Data.Mid is { } mid && offer.Bundle.Contains(mid, StringComparer.Ordinal);
        return Create(offer.Media, offer.DataIndex, data with { Mid = offer.Data.Mid }, sessionId, version, bundles);
    }

    /// <summary>Writes the description.</summary>
    public override string ToString() => SdpWriter.Write(this);

    private static SdpDescription Create(
        IReadOnlyList<SdpMediaSection> media, int dataIndex, SdpDataSection data, ulong sessionId, ulong version, bool bundles)
    {
        var sections = new List<SdpMediaSection>(media.Count);
        for (int index = 0; index < media.Count; index++)
            sections.Add(media[index] with { IsRejected = index != dataIndex });

        return new SdpDescription
        {
            SessionId = sessionId,
            SessionVersion = version,
            Media = sections,
            DataIndex = dataIndex,
            Data = data with { Mid = sections[dataIndex].Mid },
            Bundle = bundles && sections[dataIndex].Mid is { } mid ? [mid] : [],
        };
    }
}
