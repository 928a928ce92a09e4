using System.Globalization;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>
/// Reads descriptions line by line (RFC 8866), in time linear to their length. Line ends may be CRLF or LF.
/// Values at session level hold for the sections that have none of their own.
/// </summary>
internal sealed class SdpParser
{
    private readonly string _text;
    private readonly SdpTransportAttributes _session = new();
    private readonly List<SdpSectionDraft> _sections = [];
    private readonly SdpBundleGroups _groups = new();
    private readonly Dictionary<string, int> _mids = new(StringComparer.Ordinal);
    private ulong _sessionId;
    private ulong _sessionVersion;
    private string? _error;

    private SdpParser(string text) => _text = text;

    /// <summary>Reads a description; never throws.</summary>
    public static bool TryParse(string? text, out SdpDescription? description, out string? error)
    {
        description = null;
        if (string.IsNullOrEmpty(text) || text.Length > SdpLimits.Characters)
        {
            error = "The description is empty or too long.";
            return false;
        }

        var parser = new SdpParser(text);
        parser.Parse();
        error = parser._error;
        if (error is not null)
            return false;

        description = parser.Build();
        return true;
    }

    private void Parse()
    {
        int lines = 0;
        var rest = _text.AsSpan();
        for (int start = 0; SdpText.TryTakeLine(ref rest, out var line); start = _text.Length - rest.Length)
        {
            if (line.IsEmpty)
                continue;

            if (lines == 0 && !line.SequenceEqual("v=0"))
                _error = "The description does not begin with v=0.";
            else if (++lines > SdpLimits.Lines)
                _error = "The description has too many lines.";
            else if (line.Length < 2 || line[1] != '=' || line.Contains('\0'))
                _error = $"Line {lines} of the description is not of the form x=value.";
            else
                ParseLine(line[0], line[2..], start);

            if (_error is not null)
                return;
        }

        if (lines == 0)
            _error = "The description is empty or too long.";
        else
            EndSection(_text.Length);
    }

    private void ParseLine(char type, ReadOnlySpan<char> value, int start)
    {
        switch (type)
        {
            case 'o':
                SdpText.TakeWord(ref value);
                _ = ulong.TryParse(SdpText.TakeWord(ref value), NumberStyles.None, null, out _sessionId);
                _ = ulong.TryParse(SdpText.TakeWord(ref value), NumberStyles.None, null, out _sessionVersion);
                break;
            case 'm':
                EndSection(start);
                BeginSection(value, start);
                break;
            case 'a':
                int colon = value.IndexOf(':');
                ParseAttribute(colon < 0 ? value : value[..colon], colon < 0 ? default : value[(colon + 1)..].Trim(SdpText.Blanks));
                break;
        }
    }

    private void BeginSection(ReadOnlySpan<char> value, int start)
    {
        var kind = SdpText.TakeWord(ref value);
        var portText = SdpText.TakeWord(ref value);
        var protocol = SdpText.TakeWord(ref value);
        var formats = value.Trim(SdpText.Blanks);
        int slash = portText.IndexOf('/');
        if (kind.IsEmpty || kind.Length > SdpLimits.TokenLength || protocol.IsEmpty || protocol.Length > SdpLimits.TokenLength || formats.IsEmpty
            || !SdpText.IsPrintable(kind) || !SdpText.IsPrintable(protocol) || !SdpText.IsPrintable(formats)
            || !ushort.TryParse(slash < 0 ? portText : portText[..slash], NumberStyles.None, null, out ushort port))
        {
            _error = "An m-line of the description is malformed.";
            return;
        }

        if (_sections.Count >= SdpLimits.MediaSections)
        {
            _error = "The description has too many m-lines.";
            return;
        }

        var section = new SdpMediaSection(kind.ToString(), protocol.ToString(), TakeFormats(formats));
        var draft = new SdpSectionDraft(section, port == 0, start);
        if (section.IsLegacyData && ushort.TryParse(SdpText.TakeWord(ref formats), NumberStyles.None, null, out ushort sctpPort))
            draft.Attributes.SctpPort = sctpPort;
        _sections.Add(draft);
    }

    /// <summary>An answer takes one format at most, so a long list is cut between two of them.</summary>
    private static string TakeFormats(ReadOnlySpan<char> formats)
    {
        if (formats.Length <= SdpLimits.FormatsLength)
            return formats.ToString();

        int end = formats[..SdpLimits.FormatsLength].LastIndexOf(' ');
        return formats[..(end < 0 ? SdpLimits.FormatsLength : end)].ToString();
    }

    /// <summary>A name names one section (RFC 5888, section 4).</summary>
    private void EndSection(int end)
    {
        if (_sections.Count == 0)
            return;

        var section = _sections[^1];
        section.End = end;
        if (section.Mid is { } mid && !_mids.TryAdd(mid, _sections.Count - 1))
            _error ??= "Two m-lines of the description have the same mid.";
    }

    private void ParseAttribute(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (_sections.Count == 0)
        {
            if (name is "group")
                _groups.Read(value);
            else
                _session.Read(name, value);
            return;
        }

        var section = _sections[^1];
        switch (name)
        {
            case "bundle-only":
                section.IsBundleOnly = true;
                break;
            case "rtcp-mux":
                section.HasRtcpMux = true;
                break;
            case "mid" when value.Length is > 0 and <= SdpLimits.TokenLength && !value.Contains(' ') && SdpText.IsPrintable(value):
                section.Mid = value.ToString();
                break;
            default:
                section.Attributes.Read(name, value);
                break;
        }
    }

    private SdpDescription Build()
    {
        var bundled = _groups.AllMids;
        int data = _sections.FindIndex(section => section.IsData && !section.IsRejected(bundled));
        var bundle = _groups.Find(data < 0 ? null : _sections[data].Mid);
        int transport = data < 0 ? -1 : FindTransport(data, bundle, bundled);

        var media = new List<SdpMediaSection>(_sections.Count);
        for (int index = 0; index < _sections.Count; index++)
            media.Add(_sections[index].Build(_sections[index].IsRejected(bundled), isKept: index == transport && index != data, _text));

        return new SdpDescription
        {
            SessionId = _sessionId,
            SessionVersion = _sessionVersion,
            Media = media,
            DataIndex = data,
            TransportIndex = transport,
            HasBundle = _groups.Any,
            Bundle = bundle,
            Data = data < 0 ? null : _sections[data].Attributes.Build(_session, _sections[transport].Attributes) with { Mid = media[data].Mid },
        };
    }

    /// <summary>
    /// The tagged section of the data section's group (RFC 9143, section 7.3.1.1): the first one it names that is there, is not rejected,
    /// and that we can keep. Names that are no section's are passed over. Without a group the data section stands for itself.
    /// </summary>
    private int FindTransport(int data, IReadOnlyList<string> bundle, IReadOnlySet<string> bundled)
    {
        if (_sections[data].Mid is not { } dataMid || !bundle.Contains(dataMid, StringComparer.Ordinal))
            return data;

        foreach (string mid in bundle)
        {
            if (_mids.TryGetValue(mid, out int index) && (index == data || (_sections[index].CanBeKept && !_sections[index].IsRejected(bundled))))
                return index;
        }

        return data;
    }
}
