using System.Globalization;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>The attributes of ICE, DTLS and SCTP as one level of a description gives them.</summary>
internal sealed class SdpTransportAttributes
{

    private readonly List<SdpFingerprint> _fingerprints = [];
    private readonly List<IceCandidate> _candidates = [];
    private string? _ufrag;
    private string? _pwd;
    private SdpSetup? _setup;
    private string? _tlsId;
    private long? _maxMessageSize;
    private string? _sctpInit;
    private bool _lite;
    private bool _trickle;
    private bool _endOfCandidates;

    /// <summary>The SCTP port, from whichever form gives it.</summary>
    public int? SctpPort { get; set; }

    /// <summary>Takes an attribute; skips what it does not know or cannot read.</summary>
    public void Read(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "ice-ufrag" when value.Length <= 256:
                _ufrag = value.ToString();
                break;
            case "ice-pwd" when value.Length <= 256:
                _pwd = value.ToString();
                break;
            case "ice-lite":
                _lite = true;
                break;
            case "ice-options":
                _trickle |= value.Contains("trickle", StringComparison.OrdinalIgnoreCase);
                break;
            case "end-of-candidates":
                _endOfCandidates = true;
                break;
            case "candidate":
                ReadCandidate(value);
                break;
            case "fingerprint":
                if (_fingerprints.Count < SdpLimits.Fingerprints && SdpFingerprint.TryParse(value, out var fingerprint))
                    _fingerprints.Add(fingerprint!);
                break;
            case "setup":
                _setup = ParseSetup(value);
                break;
            case "tls-id" when IsTlsId(value):
                _tlsId = value.ToString();
                break;
            case "sctp-port":
            case "sctpmap":
                ReadSctpPort(value);
                break;
            case "sctp-init" when value.Length <= SdpLimits.SctpInitLength:
                _sctpInit = value.ToString();
                break;
            case "max-message-size":
                ReadMaxMessageSize(value);
                break;
        }
    }

    /// <summary>Merges what holds for a data section.</summary>
    /// <param name="session">The values at session level, for what the section does not say.</param>
    /// <param name="transport">The section whose transport it uses: itself, or the tagged one of its BUNDLE group, whose attributes alone count then (RFC 9143, section 7.1.3).</param>
    public SdpDataSection Build(SdpTransportAttributes session, SdpTransportAttributes transport) => new()
    {
        IceUfrag = transport._ufrag ?? session._ufrag ?? "",
        IcePwd = transport._pwd ?? session._pwd ?? "",
        IceLite = transport._lite || session._lite,
        Trickle = transport._trickle || session._trickle,
        EndOfCandidates = transport._endOfCandidates || session._endOfCandidates,
        Fingerprints = transport._fingerprints.Count > 0 ? transport._fingerprints : session._fingerprints,
        Setup = transport._setup ?? session._setup,
        TlsId = transport._tlsId ?? session._tlsId,
        SctpPort = SctpPort ?? SdpDataSection.DefaultSctpPort,
        MaxMessageSize = _maxMessageSize ?? SdpDataSection.DefaultMaxMessageSize,
        SctpInit = _sctpInit,
        Candidates = transport._candidates,
    };

    private static SdpSetup? ParseSetup(ReadOnlySpan<char> value) => value switch
    {
        "actpass" => SdpSetup.ActPass,
        "active" => SdpSetup.Active,
        "passive" => SdpSetup.Passive,
        _ => null,
    };

    /// <summary>20 to 255 of the characters of base64, in either alphabet (RFC 8842, section 4).</summary>
    private static bool IsTlsId(ReadOnlySpan<char> value)
    {
        if (value.Length is < 20 or > 255)
            return false;

        foreach (char character in value)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/' or '-' or '_'))
                return false;
        }

        return true;
    }

    private void ReadCandidate(ReadOnlySpan<char> value)
    {
        if (_candidates.Count < SdpLimits.Candidates && IceCandidateText.TryParse($"candidate:{value}", out var candidate))
            _candidates.Add(candidate!);
    }

    private void ReadSctpPort(ReadOnlySpan<char> value)
    {
        int end = value.IndexOf(' ');
        if (ushort.TryParse(end < 0 ? value : value[..end], NumberStyles.None, null, out ushort port) && port != 0)
            SctpPort = port;
    }

    /// <summary>More digits than a number has still mean "large"; what is no number means nothing.</summary>
    private void ReadMaxMessageSize(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.ContainsAnyExceptInRange('0', '9'))
            return;

        _maxMessageSize = long.TryParse(value, NumberStyles.None, null, out long size) ? size : long.MaxValue;
    }
}
