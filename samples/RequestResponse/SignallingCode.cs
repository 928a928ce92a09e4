using System.Buffers.Text;
using System.Text;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>
/// A session description as one line that survives a pipe, a chat window or a mail: the kind, a colon, and the SDP in base64url.
/// </summary>
internal static class SignallingCode
{
    /// <summary>A description of a data channel with its candidates takes about 1 kB; more than this is no such thing.</summary>
    public const int MaxLength = 64 * 1024;

    public static string Encode(string kind, string sdp) => $"{kind}:{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(sdp))}";

    /// <summary>Reads a line that should hold a description of the given kind.</summary>
    /// <exception cref="FormatException">The line holds something else; the message says what to paste instead.</exception>
    public static string Decode(string kind, string? line)
    {
        line = line?.Trim();
        if (string.IsNullOrEmpty(line))
        {
            throw new FormatException($"The input ended where the {kind} of the other side was expected.");
        }

        var prefix = kind + ":";
        if (line.Length > MaxLength || !line.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new FormatException($"That is no {kind}. Paste the whole line of the other side that begins with '{prefix}'.");
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(line.AsSpan(prefix.Length)));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"The {kind} is damaged: a character is missing or changed. Paste the whole line again.", exception);
        }
    }
}
