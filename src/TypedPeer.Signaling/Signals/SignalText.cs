using System.Text;

namespace TypedPeer.Signaling.Signals;

/// <summary>What is true of every text that signaling carries.</summary>
internal static class SignalText
{
    /// <summary>Without a mark at the beginning, which would be part of the first text.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Returns a text that came, if it is one that is taken.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    public static string? Check(string? text) => text is { Length: > SignalingChannel.MaxMessageLength } ? throw TooLong() : text;

    public static FormatException TooLong() => new($"A message is longer than {SignalingChannel.MaxMessageLength} characters.");
}
