using System.Text.Json.Serialization;

namespace TypedPeer.DataChannels;

/// <summary>The role of a session description in the offer/answer exchange (W3C <c>RTCSdpType</c>, RFC 8829).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SdpType>))]
public enum SdpType
{
    /// <summary>Opens an exchange.</summary>
    [JsonStringEnumMemberName("offer")]
    Offer,

    /// <summary>Ends an exchange.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer,

    /// <summary>Answers for the time being: it takes effect, and another one follows.</summary>
    [JsonStringEnumMemberName("pranswer")]
    PrAnswer,

    /// <summary>Takes back the offer that waits for its answer. What the description says does not matter.</summary>
    [JsonStringEnumMemberName("rollback")]
    Rollback,
}
