using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedPeer.Samples.Browser;

/// <summary>What a peer says of itself to the room.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kind">What kind of program it is, for people.</param>
/// <param name="Color">The number of its colour.</param>
public sealed record BoardProfile(string Name, string Kind, byte Color)
{
    /// <summary>How many colours there are.</summary>
    public const int Colors = 8;

    private const int MaxLength = 24;

    /// <summary>Reads what a peer says, which may be anything.</summary>
    public static BoardProfile Of(string id, JsonElement? metadata)
    {
        var said = metadata is { ValueKind: JsonValueKind.Object } found ? found : default;
        return new(
            TextOf(said, "name") ?? Cut(id),
            TextOf(said, "kind") ?? "peer",
            said.ValueKind == JsonValueKind.Object && said.TryGetProperty("color", out var color) && color.ValueKind == JsonValueKind.Number && color.TryGetByte(out var number) && number < Colors ? number : (byte)0);
    }

    /// <summary>Returns the first colour that nobody has.</summary>
    public static byte FreeColor(IEnumerable<byte> taken) =>
        (byte)Enumerable.Range(0, Colors).Except(taken.Select(static color => (int)color)).FirstOrDefault(Random.Shared.Next(Colors));

    /// <summary>Writes it for the server to tell the others.</summary>
    public JsonNode ToJson() => new JsonObject { ["name"] = Name, ["kind"] = Kind, ["color"] = Color };

    private static string? TextOf(JsonElement said, string name) =>
        said.ValueKind == JsonValueKind.Object && said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && Cut(value.GetString()!) is { Length: > 0 } text ? text : null;

    private static string Cut(string text)
    {
        var shown = string.Concat(text.Where(static c => !char.IsControl(c))).Trim();
        return shown.Length <= MaxLength ? shown : shown[..MaxLength];
    }
}
