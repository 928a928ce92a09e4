using System.Globalization;

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

    /// <summary>
    /// The index in <see cref="Media"/> of the section whose transport the data section uses; -1 if there is no data section. It is the data section itself,
    /// or the tagged section of its BUNDLE group: one for media that the peer named first, and that stays, inactive, for its transport.
    /// </summary>
    public required int TransportIndex { get; init; }

    /// <summary>The name of that section, by which candidates refer to it; null if it has none.</summary>
    public string? TransportMid => TransportIndex < 0 ? null : Media[TransportIndex].Mid;

    /// <summary>Whether there is a BUNDLE group, be it without a name, as in an answer that rejects all that the offer's group named.</summary>
    public bool HasBundle { get; init; }

    /// <summary>The mids that share one transport; empty without BUNDLE.</summary>
    public IReadOnlyList<string> Bundle { get; init; } = [];

    /// <summary>Reads a description. What is unknown is skipped; what is broken makes it fail with a reason, never throw.</summary>
    public static bool TryParse(string text, out SdpDescription? description, out string? error) =>
        SdpParser.TryParse(text, out description, out error);

    /// <summary>Makes an offer.</summary>
    /// <param name="data">What it says about the transport and its data section.</param>
    /// <param name="sessionId">See <see cref="SessionId"/>.</param>
    /// <param name="version">See <see cref="SessionVersion"/>.</param>
    /// <param name="previous">
    /// The answer that ended the last negotiation, whoever made it: its sections keep their places and names, what it rejects stays rejected, and a section
    /// kept for its transport is kept (RFC 8829, section 5.2.2). Null in the first offer.
    /// </param>
    public static SdpDescription CreateOffer(SdpDataSection data, ulong sessionId, ulong version, SdpDescription? previous = null)
    {
        if (previous is { DataIndex: >= 0 })
            return Create(previous.Media, previous.DataIndex, previous.TransportIndex, data, sessionId, version, bundles: true);

        var media = new List<SdpMediaSection>(previous?.Media ?? []);
        var section = new SdpMediaSection("application", "UDP/DTLS/SCTP", "webrtc-datachannel") { Mid = UnusedMid(media, data.Mid) };
        int index = media.FindIndex(old => old.IsRejected && old.IsData);
        if (index < 0 && media.Count >= SdpLimits.MediaSections)
            index = media.FindIndex(old => old.IsRejected);
        if (index < 0)
        {
            index = media.Count;
            media.Add(section);
        }

        media[index] = section;
        return Create(media, index, index, data, sessionId, version, bundles: true);
    }

    /// <summary>
    /// Makes the answer to an offer: the same m-lines with the same names; all rejected but the data section and the one whose transport it uses.
    /// Without a data section all are rejected; a BUNDLE group stays, without a name in it, since libwebrtc insists on one under max-bundle.
    /// </summary>
    public static SdpDescription CreateAnswer(SdpDescription offer, SdpDataSection data, ulong sessionId, ulong version)
    {
        bool bundles = offer.Data is null ? offer.HasBundle : offer.Data.Mid is { } mid && offer.Bundle.Contains(mid, StringComparer.Ordinal);
        return Create(offer.Media, offer.DataIndex, offer.TransportIndex, data, sessionId, version, bundles);
    }

    /// <summary>Writes the description.</summary>
    public override string ToString() => SdpWriter.Write(this);

    private static SdpDescription Create(
        IReadOnlyList<SdpMediaSection> media, int dataIndex, int transportIndex, SdpDataSection data, ulong sessionId, ulong version, bool bundles)
    {
        var sections = new List<SdpMediaSection>(media.Count);
        for (int index = 0; index < media.Count; index++)
        {
            bool isRejected = index != dataIndex && index != transportIndex;
            sections.Add(media[index] with { IsRejected = isRejected, Format = isRejected ? null : media[index].Format });
        }

        string? dataMid = dataIndex < 0 ? null : sections[dataIndex].Mid;
        return new SdpDescription
        {
            SessionId = sessionId,
            SessionVersion = version,
            Media = sections,
            DataIndex = dataIndex,
            TransportIndex = transportIndex,
            Data = dataIndex < 0 ? null : data with { Mid = dataMid },
            HasBundle = bundles && (dataIndex < 0 || dataMid is not null),
            Bundle = bundles && dataMid is not null ? Bundled(sections[transportIndex].Mid, dataMid) : [],
        };
    }

    /// <summary>The tagged section stands first (RFC 9143, section 7.2.1).</summary>
    private static string[] Bundled(string? tag, string dataMid) => tag is null || tag == dataMid ? [dataMid] : [tag, dataMid];

    /// <summary>A section that is new in its place has a name that no other has or had there (RFC 8829, section 5.2.2).</summary>
    private static string UnusedMid(List<SdpMediaSection> media, string? wanted)
    {
        var used = media.Select(section => section.Mid).ToHashSet(StringComparer.Ordinal);
        string mid = wanted ?? "0";
        for (int number = media.Count; used.Contains(mid); number++)
            mid = number.ToString(CultureInfo.InvariantCulture);

        return mid;
    }
}
