using System.Text.Json;
using System.Text.Unicode;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>Finds type, receiver and payload of a message. Of a member that comes twice the last counts, as in JSON.parse.</summary>
internal static class MessageReader
{
    /// <summary>The longest id of a receiver, in characters: longer than any id, since a page may ask for whom it likes and is told that nobody is there.</summary>
    public const int MaxDestination = 128;

    /// <summary>Reads a message.</summary>
    /// <param name="utf8">The message.</param>
    /// <param name="maxDepth">How deep it may nest.</param>
    /// <param name="destination">Room for the receiver's id: <see cref="MaxDestination"/> characters.</param>
    /// <param name="message">The message, which refers to both.</param>
    /// <returns>False where it is not well-formed, or no message.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, int maxDepth, Span<char> destination, out ClientMessage message)
    {
        message = default;
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        try
        {
            return TryReadObject(utf8, maxDepth, destination, out message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The reader has no other way to say so; InvalidOperationException is an escape that is half a surrogate pair.
            return false;
        }
    }

    private static bool TryReadObject(ReadOnlySpan<byte> utf8, int maxDepth, Span<char> destination, out ClientMessage message)
    {
        message = default;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        var type = MessageType.Unknown;
        var hasType = false;
        var length = 0;
        ReadOnlySpan<byte> token = default;
        ReadOnlySpan<byte> payload = default;
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (reader.TokenType is not JsonTokenType.String)
                {
                    return false;
                }

                type = TypeOf(ref reader);
                hasType = true;
            }
            else if (reader.ValueTextEquals("dst"u8))
            {
                reader.Read();
                if (!TryReadDestination(ref reader, destination, out var at, out length))
                {
                    return false;
                }

                token = utf8[at];
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                payload = utf8[ReadValue(ref reader)];
            }
            else
            {
                reader.Skip();
            }
        }

        // Reading on finds what stands behind the object, which must be nothing.
        while (reader.Read())
        {
            return false;
        }

        message = new() { Type = type, Destination = destination[..length], DestinationToken = token, Payload = payload };
        return hasType;
    }

    private static bool TryReadDestination(ref Utf8JsonReader reader, Span<char> destination, out Range token, out int length)
    {
        token = default;
        length = 0;
        if (reader.TokenType is JsonTokenType.Null)
        {
            return true;
        }

        // Six bytes are the longest escape of a character.
        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > 6 * MaxDestination)
        {
            return false;
        }

        Span<char> text = stackalloc char[6 * MaxDestination];
        length = reader.CopyString(text);
        if (length > MaxDestination)
        {
            return false;
        }

        text[..length].CopyTo(destination);
        token = length == 0 ? default : (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
        return true;
    }

    /// <summary>Reads the value of the property that the reader stands at, and says where it stands in the JSON.</summary>
    public static Range ReadValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static MessageType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("HEARTBEAT"u8) ? MessageType.Heartbeat :
        reader.ValueTextEquals("CANDIDATE"u8) ? MessageType.Candidate :
        reader.ValueTextEquals("OFFER"u8) ? MessageType.Offer :
        reader.ValueTextEquals("ANSWER"u8) ? MessageType.Answer :
        reader.ValueTextEquals("LEAVE"u8) ? MessageType.Leave :
        reader.ValueTextEquals("EXPIRE"u8) ? MessageType.Expire :
        reader.ValueTextEquals("MESSAGE"u8) ? MessageType.Message :
        reader.ValueTextEquals("JOIN"u8) ? MessageType.Join :
        reader.ValueTextEquals("LEAVE-ROOM"u8) ? MessageType.LeaveRoom :
        reader.ValueTextEquals("METADATA"u8) ? MessageType.Metadata :
        reader.ValueTextEquals("ICE-SERVERS"u8) ? MessageType.IceServers :
        MessageType.Unknown;
}
