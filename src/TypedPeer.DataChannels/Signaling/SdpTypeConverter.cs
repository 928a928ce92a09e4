using System.Text.Json;
using System.Text.Json.Serialization;

namespace TypedPeer.DataChannels.Signaling;

/// <summary>Takes the names as W3C spells them, and no numbers.</summary>
internal sealed class SdpTypeConverter : JsonConverter<SdpType>
{
    private static readonly (SdpType Type, string Name)[] Names =
    [
        (SdpType.Offer, "offer"), (SdpType.Answer, "answer"), (SdpType.PrAnswer, "pranswer"), (SdpType.Rollback, "rollback"),
    ];

    public override SdpType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var (type, name) in Names)
            {
                if (reader.ValueTextEquals(name))
                {
                    return type;
                }
            }
        }

        throw new JsonException("The type of a session description is offer, answer, pranswer or rollback.");
    }

    public override void Write(Utf8JsonWriter writer, SdpType value, JsonSerializerOptions options)
    {
        foreach (var (type, name) in Names)
        {
            if (type == value)
            {
                writer.WriteStringValue(name);
                return;
            }
        }

        throw new JsonException($"{(int)value} is no type of a session description.");
    }
}
