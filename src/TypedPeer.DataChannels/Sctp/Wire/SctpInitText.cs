using System.Buffers.Text;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>
/// An INIT chunk as session descriptions carry it, in base64 (<c>a=sctp-init</c>, draft-hancke-tsvwg-snap): where both sides have the other's,
/// the association needs no handshake.
/// </summary>
internal static class SctpInitText
{
    /// <summary>The longest text that is looked at. Those of known peers have at most 150 characters.</summary>
    public const int MaxLength = 1024;

    /// <summary>Writes the chunk.</summary>
    public static string Write(in SctpInit init)
    {
        Span<byte> packet = stackalloc byte[SctpOptions.SmallestMtu];
        var writer = new SctpPacketWriter(packet);
        init.Write(writer.AddChunk(SctpChunkType.Init, 0, SctpInit.GetLength(0, 0)), [], []);
        return Base64Text.Write(writer.Packet[SctpPacketWriter.HeaderSize..]);
    }

    /// <summary>Reads a chunk from which an association can be made; null where the text is no such thing.</summary>
    public static SctpInit? Read(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Base64.GetMaxDecodedFromUtf8Length(MaxLength)];
        if (text.IsEmpty || text.Length > MaxLength || !Convert.TryFromBase64Chars(text, bytes, out var length))
        {
            return null;
        }

        var chunks = new SctpChunkReader(bytes[..length]);
        return chunks.TryRead(out var chunk) && chunk.Type == SctpChunkType.Init && chunks.IsAtEnd
            && SctpInit.TryRead(chunk.Value, [], out var init, out _, out _) && init.IsUsable
            ? init
            : null;
    }
}
