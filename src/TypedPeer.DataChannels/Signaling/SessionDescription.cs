using System.Text.Json;
using System.Text.Json.Serialization;
using TypedPeer.DataChannels.Signaling;

namespace TypedPeer.DataChannels;

/// <summary>
/// An offer or an answer, in the form in which it travels between the peers (W3C <c>RTCSessionDescription</c>). As JSON it is what a browser's
/// is: <c>{"type":"offer","sdp":"..."}</c>, also where a serializer of the application's writes it.
/// </summary>
/// <param name="Type">Offer or answer.</param>
/// <param name="Sdp">The session description as text (RFC 8866); empty for one that has none.</param>
public sealed record SessionDescription(
    [property: JsonPropertyName("type")] SdpType Type,
    [property: JsonPropertyName("sdp")] string Sdp = "")
{
    /// <summary>Reads what <see cref="ToJson"/>, or <c>JSON.stringify(description)</c> in a page, wrote. Members that are not known do not count.</summary>
    /// <exception cref="JsonException">It is not a description.</exception>
    public static SessionDescription FromJson(string json) =>
        SignalingJson.Read(json, SignalingJson.Default.SessionDescription) ?? throw new JsonException("A session description is not null.");

    /// <summary>Writes it as a browser reads it: <c>pc.setRemoteDescription(JSON.parse(text))</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SignalingJson.Default.SessionDescription);
}
