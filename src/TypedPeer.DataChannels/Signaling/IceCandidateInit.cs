using System.Text.Json;
using System.Text.Json.Serialization;
using TypedPeer.DataChannels.Signaling;

namespace TypedPeer.DataChannels;

/// <summary>
/// One ICE candidate in the form in which it travels between the peers (W3C <c>RTCIceCandidateInit</c>). As JSON it is what a browser's is:
/// <c>{"candidate":"candidate:...","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"..."}</c>, also where a serializer of the application's writes it.
/// </summary>
/// <param name="Candidate">The candidate attribute's value, <c>candidate:...</c>; empty for "no more candidates of this generation".</param>
/// <param name="SdpMid">The media section it belongs to.</param>
/// <param name="SdpMLineIndex">The index of that section.</param>
/// <param name="UsernameFragment">The ICE generation it belongs to, if known.</param>
public sealed record IceCandidateInit(
    [property: JsonPropertyName("candidate")] string Candidate = "",
    [property: JsonPropertyName("sdpMid")] string? SdpMid = null,
    [property: JsonPropertyName("sdpMLineIndex")] int? SdpMLineIndex = null,
    [property: JsonPropertyName("usernameFragment")] string? UsernameFragment = null)
{
    /// <summary>
    /// Reads what <see cref="ToJson"/>, or <c>JSON.stringify(event.candidate)</c> in a page, wrote; null where that is <c>null</c>, which says
    /// that there are no more. Members that are not known do not count.
    /// </summary>
    /// <exception cref="JsonException">It is not a candidate.</exception>
    public static IceCandidateInit? FromJson(string json) => SignalingJson.Read(json, SignalingJson.Default.IceCandidateInit);

    /// <summary>Writes it as a browser reads it: <c>pc.addIceCandidate(JSON.parse(text))</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SignalingJson.Default.IceCandidateInit);
}
