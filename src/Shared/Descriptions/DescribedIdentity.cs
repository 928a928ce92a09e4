using System.Buffers;
using TypedPeer.Channels;

namespace TypedPeer.Descriptions;

/// <summary>
/// The certificate that a description binds its sender to (RFC 8122), before DTLS has proved it. Platforms differ in which of several fingerprints counts, that of the session or of a section, and
/// in what begins a line: a description names a certificate only where nothing in it could be read as another.
/// </summary>
internal static class DescribedIdentity
{
    private const string Attribute = "fingerprint";
    private const string Name = "a=" + Attribute + ":";

    private static readonly SearchValues<char> HexPairs = SearchValues.Create("0123456789ABCDEFabcdef:");

    /// <summary>Reads it; null where no certificate is named, or not one alone.</summary>
    public static PeerIdentity? Read(ReadOnlySpan<char> sdp)
    {
        PeerIdentity? found = null;
        foreach (var range in sdp.SplitAny('\r', '\n'))
        {
            var line = sdp[range];
            if (!IsFingerprint(line))
            {
                continue;
            }

            if (Parse(line) is not { } identity || (found is not null && found != identity))
            {
                return null;
            }

            found = identity;
        }

        return found;
    }

    /// <summary>Whether somebody might take a line for a fingerprint, however generous.</summary>
    private static bool IsFingerprint(ReadOnlySpan<char> line)
    {
        line = line.TrimStart();
        if (line.IsEmpty || (line[0] | ' ') != 'a')
        {
            return false;
        }

        line = line[1..].TrimStart();
        return line.StartsWith('=') && line[1..].TrimStart().StartsWith(Attribute, StringComparison.OrdinalIgnoreCase);
    }

    private static PeerIdentity? Parse(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(Name, StringComparison.Ordinal) || line.IndexOf(' ') is not (> 0 and var space))
        {
            return null;
        }

        var algorithm = line[Name.Length..space];
        var value = line[(space + 1)..].TrimEnd(' ');
        return algorithm.IsEmpty || value.IsEmpty || value.ContainsAnyExcept(HexPairs) ? null : new(algorithm.ToString().ToLowerInvariant(), value.ToString().ToUpperInvariant());
    }
}
