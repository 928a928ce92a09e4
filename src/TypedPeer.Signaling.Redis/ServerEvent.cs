using System.Text;
using System.Text.Json;

namespace TypedPeer.Signaling.Redis;

/// <summary>What comes by a server's channel: a kind, whom it is about and who is behind it, each ended by a NUL, and a message. Whoever may write to Redis wrote it, so it is checked.</summary>
/// <param name="Kind">"to", "room", "evict" or "arrived".</param>
/// <param name="Subject">A client, or a room.</param>
/// <param name="Source">The sender, or for "evict" the connection.</param>
/// <param name="Message">The message: JSON, or empty.</param>
internal readonly record struct ServerEvent(string Kind, string Subject, string Source, ReadOnlyMemory<byte> Message)
{
    /// <summary>More than any name; what is longer is no event.</summary>
    private const int MaxField = 256;

    /// <summary>The largest message that a server's limits allow, with who sent it.</summary>
    private const int MaxMessage = 1_048_576 + 4_096;

    /// <summary>Reads one; false where it is none.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out ServerEvent read)
    {
        read = default;
        if (!TryTake(ref bytes, out var kind) || !TryTake(ref bytes, out var subject) || !TryTake(ref bytes, out var source) || subject.Length == 0)
        {
            return false;
        }

        read = new(kind, subject, source, bytes);
        return kind switch
        {
            "to" or "room" => bytes.Length <= MaxMessage && IsObject(bytes.Span),
            "evict" or "arrived" => bytes.IsEmpty,
            _ => false,
        };
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> bytes, out string field)
    {
        field = string.Empty;
        var end = bytes.Span.IndexOf((byte)0);
        if (end is < 0 or > MaxField || !Ascii.IsValid(bytes.Span[..end]))
        {
            return false;
        }

        field = Encoding.ASCII.GetString(bytes.Span[..end]);
        bytes = bytes[(end + 1)..];
        return true;
    }

    private static bool IsObject(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = 260 });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            // The reader has no other way to say so.
            return false;
        }
    }
}
