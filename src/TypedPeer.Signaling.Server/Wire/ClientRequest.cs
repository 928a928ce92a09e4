using System.Text.Json;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>The payload of a message that is answered, as slices of what arrived.</summary>
internal readonly ref struct ClientRequest
{
    /// <summary>The largest whole number that every JSON parser keeps.</summary>
    private const long MaxSequence = (1L << 53) - 1;

    /// <summary>Gets the client's number for it, positive.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets the room's name; null where none is named, empty where it is no possible name.</summary>
    public string? Room { get; init; }

    /// <summary>Gets the metadata as JSON; empty where there is none.</summary>
    public ReadOnlySpan<byte> Metadata { get; init; }

    /// <summary>Gets the data as JSON; empty where there is none.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Reads a payload that is well-formed JSON.</summary>
    /// <returns>False where it has no number to be answered by, or half a surrogate pair where text is expected.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, int maxDepth, out ClientRequest request)
    {
        try
        {
            return TryReadObject(payload, maxDepth, out request);
        }
        catch (InvalidOperationException)
        {
            // The reader has no other way to say that an escape is half a pair.
            request = default;
            return false;
        }
    }

    private static bool TryReadObject(ReadOnlySpan<byte> payload, int maxDepth, out ClientRequest request)
    {
        request = default;
        if (payload.IsEmpty || payload[0] != (byte)'{')
        {
            return false;
        }

        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = maxDepth });
        long sequence = 0;
        string? room = null;
        ReadOnlySpan<byte> metadata = default;
        ReadOnlySpan<byte> data = default;
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("seq"u8))
            {
                reader.Read();
                if (reader.TokenType is not JsonTokenType.Number || !reader.TryGetInt64(out sequence))
                {
                    return false;
                }
            }
            else if (reader.ValueTextEquals("room"u8))
            {
                reader.Read();
                room = RoomName(ref reader);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = payload[MessageReader.ReadValue(ref reader)];
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                data = payload[MessageReader.ReadValue(ref reader)];
            }
            else
            {
                reader.Skip();
            }
        }

        request = new() { Sequence = sequence, Room = room, Metadata = metadata, Data = data };
        return sequence is > 0 and <= MaxSequence;
    }

    private static string RoomName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String || reader.ValueSpan.Length > 6 * PeerId.MaxLength)
        {
            return string.Empty;
        }

        Span<char> text = stackalloc char[6 * PeerId.MaxLength];
        var name = text[..reader.CopyString(text)];
        return PeerId.IsName(name) ? name.ToString() : string.Empty;
    }
}
