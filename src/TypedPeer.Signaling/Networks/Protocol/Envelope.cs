using System.Text.Json;
using TypedPeer.Channels;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>A message of PeerServer's protocol: for a server, or by way of it from one client to another. What it carries is not looked at here.</summary>
/// <param name="Type">What it is, such as <c>OFFER</c>.</param>
/// <param name="Source">The client it is from, which the server writes; null where it is the server's own.</param>
/// <param name="Destination">The client it is for; null where it is for the server.</param>
/// <param name="Payload">What it carries; of kind undefined where that is nothing.</param>
internal readonly record struct Envelope(string Type, string? Source, string? Destination, JsonElement Payload)
{
    /// <summary>As deep as .NET reads by default: metadata may be nested.</summary>
    private const int MaxDepth = 64;

    /// <summary>The longest id that is looked at: PeerServer issues 36 characters, and an application's own are names.</summary>
    private const int MaxIdLength = 256;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Envelope Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && Text(root, "type") is { } type
                ? new Envelope(type, Id(root, "src"), Id(root, "dst"), root.TryGetProperty("payload", out var payload) ? payload.Clone() : default)
                : throw new FormatException("A message is no JSON object with a type.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // Half a character is one of the latter two.
            throw new FormatException($"A message is not one: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    /// <summary>Writes a message.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="destination">Whom it is for; null for the server.</param>
    /// <param name="payload">Writes the payload, one value; null where there is none.</param>
    public static string Write(string type, string? destination = null, Action<Utf8JsonWriter>? payload = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            if (payload is not null)
            {
                writer.WritePropertyName("payload");
                payload(writer);
            }

            if (destination is not null)
            {
                writer.WriteString("dst", destination);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads a member that is a text; null where there is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Reads a member that is a whole number from 1 on; null where there is none.</summary>
    public static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetInt32(out var number) && number > 0 ? number : null;

    /// <summary>Reads a member as it is; null where there is none.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>Reads a member that is an id.</summary>
    public static string? Id(JsonElement element, string name) => Text(element, name) is { Length: > 0 and <= MaxIdLength } id ? id : null;
}
