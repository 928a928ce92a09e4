using System.Text;

namespace TypedPeer.Signaling.Http;

/// <summary>What <c>application/trickle-ice-sdpfrag</c> says of one media section (RFC 8840, section 9): credentials and candidates.</summary>
internal sealed record IceFragment(string? UsernameFragment, string? Password, IReadOnlyList<string> Candidates)
{
    /// <summary>More than any peer has addresses: the connection itself keeps fewer.</summary>
    private const int MaxCandidates = 256;

    private const string Ufrag = "a=ice-ufrag:";
    private const string Pwd = "a=ice-pwd:";
    private const string Candidate = "a=candidate:";
    private const string Mid = "a=mid:";
    private const string End = "a=end-of-candidates";

    /// <exception cref="FormatException">It is none.</exception>
    public static IceFragment Parse(string text)
    {
        string? ufrag = null, password = null;
        List<string> candidates = [];
        foreach (var line in Lines(text))
        {
            if (line.Length < 2 || line[1] != '=')
            {
                throw new FormatException("The fragment has a line that is no line of SDP.");
            }

            ufrag = line.StartsWith(Ufrag, StringComparison.Ordinal) ? line[Ufrag.Length..] : ufrag;
            password = line.StartsWith(Pwd, StringComparison.Ordinal) ? line[Pwd.Length..] : password;
            if (line.StartsWith(Candidate, StringComparison.Ordinal))
            {
                candidates.Add(line[2..]);
            }
        }

        return candidates.Count <= MaxCandidates && (ufrag is null) == (password is null)
            ? new IceFragment(ufrag, password, candidates)
            : throw new FormatException(candidates.Count > MaxCandidates ? $"The fragment has {candidates.Count} candidates." : "The fragment has half of ICE's credentials.");
    }

    /// <summary>Takes what a description says.</summary>
    public static IceFragment Of(string sdp) => Parse(string.Join('\n', Lines(sdp).Where(static line =>
        line.StartsWith(Ufrag, StringComparison.Ordinal) || line.StartsWith(Pwd, StringComparison.Ordinal) || line.StartsWith(Candidate, StringComparison.Ordinal))));

    /// <summary>Returns a description with these credentials and candidates in place of its own.</summary>
    public string ApplyTo(string sdp)
    {
        var changed = new StringBuilder();
        foreach (var line in Lines(sdp))
        {
            if (line.StartsWith(Candidate, StringComparison.Ordinal) || line == End)
            {
                continue;
            }

            changed.Append(line.StartsWith(Ufrag, StringComparison.Ordinal) ? Ufrag + UsernameFragment : line.StartsWith(Pwd, StringComparison.Ordinal) ? Pwd + Password : line).Append("\r\n");
        }

        foreach (var candidate in Candidates)
        {
            changed.Append("a=").Append(candidate).Append("\r\n");
        }

        return changed.ToString();
    }

    /// <summary>Writes it as an answer to a restart, with the media section that a description has.</summary>
    public string Write(string sdp)
    {
        var text = new StringBuilder();
        text.Append(Ufrag).Append(UsernameFragment).Append("\r\n").Append(Pwd).Append(Password).Append("\r\n");
        foreach (var line in Lines(sdp).Where(static line => line.StartsWith("m=", StringComparison.Ordinal) || line.StartsWith(Mid, StringComparison.Ordinal)))
        {
            text.Append(line).Append("\r\n");
        }

        foreach (var candidate in Candidates)
        {
            text.Append("a=").Append(candidate).Append("\r\n");
        }

        return text.Append(End).Append("\r\n").ToString();
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd('\r')).Where(static line => line.Length > 0);
}
