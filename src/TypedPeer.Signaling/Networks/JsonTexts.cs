using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedPeer.Signaling.Networks;

/// <summary>The application's values as they are sent. A node may change later, so it is written at once.</summary>
internal static class JsonTexts
{
    public static JsonElement? ToElement(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Returns what writes the members of a message.</summary>
    public static Action<Utf8JsonWriter> WriteData(string? room, JsonNode? data)
    {
        var element = ToElement(data);
        return writer =>
        {
            if (room is not null)
            {
                writer.WriteString("room", room);
            }

            writer.WritePropertyName("data");
            if (element is { } value)
            {
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        };
    }
}
