using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedPeer.DataChannels.Signaling;

/// <summary>
/// How descriptions and candidates are read from JSON that a stranger wrote: strictly, without reflection, and with nothing thrown but
/// <see cref="JsonException"/>. What is no member of theirs is skipped, to the depth that the serializer takes.
/// </summary>
[JsonSourceGenerationOptions(
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SdpTypeConverter)])]
[JsonSerializable(typeof(SessionDescription))]
[JsonSerializable(typeof(IceCandidateInit))]
internal sealed partial class SignalingJson : JsonSerializerContext
{
    /// <summary>The longest description that is taken has 128 Ki characters, and escaped each may be six.</summary>
    private const int MaxCharacters = 1024 * 1024;

    /// <summary>Reads one value.</summary>
    /// <exception cref="JsonException">It is too long, or not one.</exception>
    public static T? Read<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxCharacters)
        {
            throw new JsonException($"The JSON has {json.Length} characters; {MaxCharacters} are taken at most.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (ArgumentException exception)
        {
            // Half a character cannot be turned into UTF-8.
            throw new JsonException("The JSON is not valid text.", exception);
        }
    }
}
