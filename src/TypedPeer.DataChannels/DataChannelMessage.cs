using System.Text;

namespace TypedPeer.DataChannels;

/// <summary>A message that came over a data channel. It lives as long as the handler runs: copy what is needed later.</summary>
/// <param name="data">The bytes; UTF-8 for text.</param>
/// <param name="isText">Whether the peer sent text.</param>
public readonly ref struct DataChannelMessage(ReadOnlySpan<byte> data, bool isText)
{
    /// <summary>Gets the bytes; UTF-8 for text.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>Gets whether the peer sent text rather than bytes.</summary>
    public bool IsText { get; } = isText;

    /// <summary>Decodes the bytes as UTF-8; an invalid sequence becomes U+FFFD.</summary>
    public string GetText() => Encoding.UTF8.GetString(Data);
}
