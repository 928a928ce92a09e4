using System.Globalization;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>
/// Reads descriptions line by line (RFC 8866), in time linear to their length. Line ends may be CRLF or LF.
/// Values at session level hold for the data section unless it has its own.
/// </summary>
internal sealed class SdpParser
{
    private const string Blanks = " \t";
    private readonly SdpTransportAttributes _session = new();
    private readonly List<SdpMediaSection> _media = [];
    private readonly List<string> _bundle = [];
    private SdpTransportAttributes? _current;
    private SdpTransportAttributes? _data;
    private SdpMediaSection? _section;
    private bool _isZeroPort;
    private bool _isBundleOnly;
    private int _dataIndex = -1;
    private ulong _sessionId;
    private ulong _sessionVersion;
    private string? _error;

    private SdpParser()
    {
    }

    /// <summary>Reads a description; never throws.</summary>
    public static bool TryParse(string? text, out SdpDescription? description, out string? error)
    {
        description = null;
        var parser = new SdpParser();
        parser.Parse(text);
        error = parser._error;
        if (error is not null)
            return false;

        description = parser.Build();
        return true;
    }

    private void Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > SdpLimits.Characters)
        {
            _error = "The description is empty or too long.";
            return;
        }

        int lines = 0;
        var rest = text.AsSpan();
        while (TryTakeLine(ref rest, out var line))
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
                ParseLine(line[0], line[2..]);

            if (_error is not null)
                return;
        }

        if (lines == 0)
            _error = "The description is empty or too long.";
        EndSection();
    }

    /// <summary>Lines end at CR and LF alone (RFC 8866, section 9): whatever else other texts break lines at is part of a value.</summary>
    private static bool TryTakeLine(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> line)
    {
        line = default;
        if (rest.IsEmpty)
            return false;

        int end = rest.IndexOfAny('\r', '\n');
        line = (end < 0 ? rest : rest[..end]).TrimEnd(Blanks);
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    private void ParseLine(char type, ReadOnlySpan<char> value)
    {
        switch (type)
        {
            case 'o':
                NextWord(ref value);
                _ = ulong.TryParse(NextWord(ref value), NumberStyles.None, null, out _sessionId);
                _ = ulong.TryParse(NextWord(ref value), NumberStyles.None, null, out _sessionVersion);
                break;
            case 'm':
                EndSection();
                BeginSection(value);
                break;
            case 'a':
                int colon = value.IndexOf(':');
                ParseAttribute(colon < 0 ? value : value[..colon], colon < 0 ? default : value[(colon + 1)..].Trim(Blanks));
                break;
        }
    }

    private void BeginSection(ReadOnlySpan<char> value)
    {
        var kind = NextWord(ref value);
        var portText = NextWord(ref value);
        var protocol = NextWord(ref value);
        var formats = value.Trim(Blanks);
        int slash = portText.IndexOf('/');
        if (kind.IsEmpty || kind.Length > SdpLimits.TokenLength || protocol.IsEmpty || protocol.Length > SdpLimits.TokenLength || formats.IsEmpty
            || !IsPrintable(kind) || !IsPrintable(protocol) || !IsPrintable(formats)
            || !ushort.TryParse(slash < 0 ? portText : portText[..slash], NumberStyles.None, null, out ushort port))
        {
            _error = "An m-line of the description is malformed.";
            return;
        }

        if (_media.Count >= SdpLimits.MediaSections)
        {
            _error = "The description has too many m-lines.";
            return;
        }

        _section = new SdpMediaSection(kind.ToString(), protocol.ToString(), TakeFormats(formats));
        _isZeroPort = port == 0;
        _isBundleOnly = false;
        _current = new SdpTransportAttributes();
        if (_section.IsLegacyData && ushort.TryParse(NextWord(ref formats), NumberStyles.None, null, out ushort sctpPort))
            _current.SctpPort = sctpPort;
    }

    /// <summary>A rejected section needs only one format, so a long list is cut between two of them.</summary>
    private static string TakeFormats(ReadOnlySpan<char> formats)
    {
        if (formats.Length <= SdpLimits.FormatsLength)
            return formats.ToString();

        int end = formats[..SdpLimits.FormatsLength].LastIndexOf(' ');
        return formats[..(end < 0 ? SdpLimits.FormatsLength : end)].ToString();
    }

    private void EndSection()
    {
        if (_section is null)
            return;

        // A zero port with bundle-only is an offer to share the transport of the group, no rejection (RFC 9143, section 6).
        bool isRejected = _isZeroPort && !_isBundleOnly;
        var section = _section with { Mid = _current!.Mid, IsRejected = isRejected };
        if (section.IsData && !isRejected && _data is null)
        {
            _data = _current;
            _dataIndex = _media.Count;
        }

        _media.Add(section);
        _section = null;
    }

    private void ParseAttribute(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var target = _section is null ? _session : _current!;
        switch (name)
        {
            case "group" when _section is null && _bundle.Count == 0:
                ParseGroup(value);
                break;
            case "bundle-only":
                _isBundleOnly = true;
                break;
            case "mid" when value.Length is > 0 and <= SdpLimits.TokenLength && !value.Contains(' ') && IsPrintable(value):
                target.Mid = value.ToString();
                break;
            default:
                target.Read(name, value);
                break;
        }
    }

    private void ParseGroup(ReadOnlySpan<char> value)
    {
        if (!NextWord(ref value).Equals("BUNDLE", StringComparison.OrdinalIgnoreCase))
            return;

        while (_bundle.Count < SdpLimits.MediaSections && NextWord(ref value) is { IsEmpty: false } mid)
        {
            if (mid.Length <= SdpLimits.TokenLength && IsPrintable(mid))
                _bundle.Add(mid.ToString());
        }
    }

    /// <summary>What an answer repeats is of ASCII, as the grammar has it.</summary>
    private static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    private SdpDescription Build() => new()
    {
        SessionId = _sessionId,
        SessionVersion = _sessionVersion,
        Media = _media,
        DataIndex = _dataIndex,
        Bundle = _bundle,
        Data = _data?.Build(_session),
    };

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(Blanks);
        int end = text.IndexOfAny(Blanks);
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return word;
    }
}
