using System.Text;

namespace TypedPeer.Signaling;

/// <summary>A message that came over a <see cref="PeerLinkChannel"/>.</summary>
/// <param name="Data">The bytes, which belong to whoever reads them; UTF-8 for text.</param>
/// <param name="IsText">Whether the peer sent text.</param>
public readonly record struct PeerLinkMessage(ReadOnlyMemory<byte> Data, bool IsText)
{
    /// <summary>Decodes the bytes as UTF-8; an invalid sequence becomes U+FFFD.</summary>
    public string GetText() => Encoding.UTF8.GetString(Data.Span);
}
