using System.Text;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>Writes descriptions in the shape browsers write them; parsers in the field are picky about little else.</summary>
internal static class SdpWriter
{
    private const string NewLine = "\r\n";

    /// <summary>Writes a description.</summary>
    public static string Write(SdpDescription description)
    {
        var text = new StringBuilder(1024);
        text.Append("v=0").Append(NewLine)
            .Append("o=- ").Append(description.SessionId).Append(' ').Append(description.SessionVersion).Append(" IN IP4 127.0.0.1").Append(NewLine)
            .Append("s=-").Append(NewLine)
            .Append("t=0 0").Append(NewLine);
        if (description.HasBundle)
            WriteAttribute(text, "group", string.Join(' ', ["BUNDLE", .. description.Bundle]));
        if (description.Data is { IceLite: true })
            text.Append("a=ice-lite").Append(NewLine);

        for (int index = 0; index < description.Media.Count; index++)
        {
            var media = description.Media[index];
            if (description.Data is not { } data || (index != description.DataIndex && index != description.TransportIndex))
                WriteRejected(text, media);
            else if (index == description.DataIndex)
                WriteData(text, media, data, isTransport: index == description.TransportIndex);
            else
                WriteKept(text, media, data);
        }

        return text.ToString();
    }

    private static void WriteRejected(StringBuilder text, SdpMediaSection media)
    {
        text.Append("m=").Append(media.Kind).Append(" 0 ").Append(media.Protocol).Append(' ').Append(media.Formats).Append(NewLine)
            .Append("c=IN IP4 0.0.0.0").Append(NewLine)
            .Append("a=inactive").Append(NewLine);
        if (media.Mid is { } mid)
            WriteAttribute(text, "mid", mid);
    }

    /// <summary>No media flows in the section; what it is there for is its transport.</summary>
    private static void WriteKept(StringBuilder text, SdpMediaSection media, SdpDataSection data)
    {
        var format = media.Format;
        string payloadType = format?.PayloadType ?? media.Formats;
        text.Append("m=").Append(media.Kind).Append(" 9 ").Append(media.Protocol).Append(' ').Append(payloadType).Append(NewLine)
            .Append("c=IN IP4 0.0.0.0").Append(NewLine);
        WriteCandidates(text, data);
        WriteTransport(text, data);
        if (media.Mid is { } mid)
            WriteAttribute(text, "mid", mid);
        text.Append("a=inactive").Append(NewLine)
            .Append("a=rtcp-mux").Append(NewLine);
        if (format?.RtpMap is { } rtpMap)
            WriteAttribute(text, "rtpmap", payloadType + " " + rtpMap);
        if (format?.Parameters is { } parameters)
            WriteAttribute(text, "fmtp", payloadType + " " + parameters);
    }

    /// <summary>
    /// The attributes of a transport that the tagged section of the BUNDLE group has are repeated, as all browsers do: a process of Firefox 153 crashes where the
    /// fingerprint stands at the tagged section alone, although RFC 9143, section 7.1.3, asks for no more.
    /// </summary>
    private static void WriteData(StringBuilder text, SdpMediaSection media, SdpDataSection data, bool isTransport)
    {
        text.Append("m=application 9 ").Append(media.Protocol).Append(' ');
        if (media.IsLegacyData)
            text.Append(data.SctpPort);
        else
            text.Append("webrtc-datachannel");

        text.Append(NewLine).Append("c=IN IP4 0.0.0.0").Append(NewLine);
        if (isTransport)
            WriteCandidates(text, data);
        WriteTransport(text, data);
        if (data.Mid is { } mid)
            WriteAttribute(text, "mid", mid);
        if (media.IsLegacyData)
            text.Append("a=sctpmap:").Append(data.SctpPort).Append(" webrtc-datachannel 65535").Append(NewLine);
        else
            WriteAttribute(text, "sctp-port", data.SctpPort.ToString());

        text.Append("a=max-message-size:").Append(data.MaxMessageSize).Append(NewLine);
        if (data.SctpInit is { } sctpInit)
            WriteAttribute(text, "sctp-init", sctpInit);
    }

    private static void WriteCandidates(StringBuilder text, SdpDataSection data)
    {
        foreach (var candidate in data.Candidates)
            text.Append("a=").Append(candidate).Append(NewLine);
        if (data.EndOfCandidates)
            text.Append("a=end-of-candidates").Append(NewLine);
    }

    private static void WriteTransport(StringBuilder text, SdpDataSection data)
    {
        WriteAttribute(text, "ice-ufrag", data.IceUfrag);
        WriteAttribute(text, "ice-pwd", data.IcePwd);
        if (data.Trickle)
            WriteAttribute(text, "ice-options", "trickle");
        foreach (var fingerprint in data.Fingerprints)
            WriteAttribute(text, "fingerprint", fingerprint.ToString());
        if (data.Setup is { } setup)
            WriteAttribute(text, "setup", setup switch { SdpSetup.ActPass => "actpass", SdpSetup.Active => "active", _ => "passive" });
        if (data.TlsId is { } tlsId)
            WriteAttribute(text, "tls-id", tlsId);
    }

    private static void WriteAttribute(StringBuilder text, string name, string value) =>
        text.Append("a=").Append(name).Append(':').Append(value).Append(NewLine);
}
