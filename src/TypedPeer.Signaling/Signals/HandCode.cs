using System.Buffers.Text;
using System.Text;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Signals;

/// <summary>A description as one line that survives a pipe, a chat window or a mail: its kind, a colon, and the SDP in base64url.</summary>
internal sealed class HandCode(Func<string, CancellationToken, ValueTask> show, Func<CancellationToken, ValueTask<string?>> read, string expected)
{
    public const string Offer = "offer";
    public const string Answer = "answer";

    private readonly Func<string, CancellationToken, ValueTask> _show = show ?? throw new ArgumentNullException(nameof(show));
    private readonly Func<CancellationToken, ValueTask<string?>> _read = read ?? throw new ArgumentNullException(nameof(read));

    /// <summary>Shows the description of a message.</summary>
    public ValueTask ShowAsync(string message, CancellationToken cancellationToken) => SignalMessage.Parse(message).Description is { } description
        ? _show(Encode(description), cancellationToken)
        : throw new ArgumentException("By hand only descriptions are carried.", nameof(message));

    /// <summary>Reads a line into a message.</summary>
    /// <exception cref="FormatException">The line holds something else; the message says what to paste instead.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken) => await _read(cancellationToken).ConfigureAwait(false) is { } line
        ? SignalMessage.Write(Decode(expected, line))
        : null;

    public static string Encode(SessionDescription description) =>
        $"{(description.Type == SdpType.Offer ? Offer : Answer)}:{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(description.Sdp))}";

    /// <exception cref="FormatException">The line holds something else; the message says what to paste instead.</exception>
    public static SessionDescription Decode(string kind, string line)
    {
        line = line.Trim();
        var prefix = kind + ":";
        if (line.Length > SignalingChannel.MaxMessageLength || !line.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new FormatException($"That is no {kind}. Paste the whole line of the other side that begins with '{prefix}'.");
        }

        try
        {
            var sdp = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(line.AsSpan(prefix.Length)));
            return new SessionDescription(kind == Offer ? SdpType.Offer : SdpType.Answer, sdp);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"The {kind} is damaged: a character is missing or changed. Paste the whole line again.", exception);
        }
    }
}
