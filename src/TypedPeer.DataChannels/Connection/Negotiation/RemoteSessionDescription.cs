using System.Text;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>A description of the peer's, with the candidates that came by themselves.</summary>
internal sealed class RemoteSessionDescription(SessionDescription given, SdpDescription sdp, RemoteTransportParameters? parameters)
{
    /// <summary>As many as a description may name itself.</summary>
    private const int MaxTrickled = SdpLimits.Candidates;

    private readonly List<TrickledCandidate> _trickled = [];

    /// <summary>Gets whether it is an offer or an answer.</summary>
    public SdpType Type => given.Type;

    /// <summary>Gets what it says.</summary>
    public SdpDescription Sdp { get; } = sdp;

    /// <summary>Gets what the transport needs to know; null where there is no data section, or it is rejected.</summary>
    public RemoteTransportParameters? Parameters { get; } = parameters;

    /// <summary>Gets the candidates that belong to it: those it names, and those that came by themselves.</summary>
    public IEnumerable<IceCandidate> Candidates => (Sdp.Data?.Candidates ?? [])
        .Concat(_trickled.Where(trickled => trickled.Candidate is not null && SharesTransport(trickled.Section)).Select(static trickled => trickled.Candidate!));

    /// <summary>Gets whether there will be no more candidates.</summary>
    public bool HasEndOfCandidates => Sdp.Data?.EndOfCandidates is true || _trickled.Exists(static trickled => trickled.Candidate is null);

    /// <summary>Gets whether a candidate under this name belongs here.</summary>
    public bool Has(string usernameFragment) => Parameters?.Credentials.UsernameFragment == usernameFragment;

    /// <summary>Gets whether it names the same ICE session as another.</summary>
    public bool IsSameSession(RemoteSessionDescription other) => Parameters is not null && Parameters.Credentials == other.Parameters?.Credentials;

    /// <summary>Finds the media section a candidate is of: by its mid, where it has one, and otherwise by its index.</summary>
    /// <returns>-1 if there is none.</returns>
    public int FindSection(string? mid, int? index)
    {
        if (mid is null)
        {
            return index is >= 0 && index < Sdp.Media.Count ? index.Value : -1;
        }

        for (var i = 0; i < Sdp.Media.Count; i++)
        {
            if (Sdp.Media[i].Mid == mid)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a section's candidates are those of the data section: it is that one, the one whose transport it uses, or bundled with it.</summary>
    public bool SharesTransport(int section) => section == Sdp.DataIndex || section == Sdp.TransportIndex
        || (Sdp.DataIndex >= 0 && IsBundled(Sdp.DataIndex) && IsBundled(section));

    /// <summary>Adds a candidate that came by itself; false when there are too many.</summary>
    public bool TryAdd(in TrickledCandidate candidate)
    {
        if (_trickled.Count >= MaxTrickled)
        {
            return false;
        }

        _trickled.Add(candidate);
        return true;
    }

    /// <summary>Takes over what came by itself for an earlier description of the same ICE session.</summary>
    public void TakeOver(RemoteSessionDescription earlier) => _trickled.AddRange(earlier._trickled);

    /// <summary>Gets it as it was given, with the candidates that came by themselves in their sections.</summary>
    public SessionDescription Describe()
    {
        if (_trickled.Count == 0)
        {
            return given;
        }

        var text = new StringBuilder(given.Sdp.Length + (_trickled.Count * 128));
        var section = -1;
        var rest = given.Sdp.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            if (line.StartsWith("m="))
            {
                AppendTrickled(text, section++);
            }

            text.Append(line);
        }

        AppendTrickled(text, section);
        return given with { Sdp = text.ToString() };
    }

    private void AppendTrickled(StringBuilder text, int section)
    {
        foreach (var trickled in _trickled)
        {
            if (trickled.Section != section)
            {
                continue;
            }

            if (text.Length > 0 && text[^1] is not ('\n' or '\r'))
            {
                text.Append("\r\n");
            }

            text.Append("a=").Append(trickled.Candidate is null ? "end-of-candidates" : trickled.Text).Append("\r\n");
        }
    }

    private bool IsBundled(int section) => Sdp.Media[section].Mid is { } mid && Sdp.Bundle.Contains(mid, StringComparer.Ordinal);
}
