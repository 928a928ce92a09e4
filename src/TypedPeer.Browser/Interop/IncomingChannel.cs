using System.Text.Json;
using System.Text.Json.Serialization;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>A channel that somebody else has made, the peer or a script, as the page describes it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Label">Its name.</param>
/// <param name="Protocol">The application's protocol.</param>
/// <param name="Ordered">Whether messages arrive in order.</param>
/// <param name="MaxRetransmits">How often a message is sent again; null for no limit.</param>
/// <param name="MaxPacketLifeTime">How many milliseconds a message is sent again; null for no limit.</param>
/// <param name="Negotiated">Whether both sides have made it by themselves.</param>
/// <param name="Id">The number of its stream; null while it has none.</param>
internal sealed record IncomingChannel(int Number, string Label, string Protocol, bool Ordered, int? MaxRetransmits, int? MaxPacketLifeTime, bool Negotiated, int? Id)
{
    /// <summary>Gets how it delivers.</summary>
    [JsonIgnore]
    public DataChannelOptions Options => new()
    {
        Protocol = Protocol,
        Ordered = Ordered,
        Negotiated = Negotiated,
        Id = Id,
        MaxRetransmits = MaxRetransmits,
        MaxPacketLifeTime = MaxPacketLifeTime is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };

    public static IncomingChannel Read(string json) => JsonSerializer.Deserialize(json, PageJson.Default.IncomingChannel)!;
}
