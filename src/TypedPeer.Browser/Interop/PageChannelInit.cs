using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>How a channel delivers (W3C <c>RTCDataChannelInit</c>).</summary>
internal sealed record PageChannelInit(bool Ordered, int? MaxRetransmits, int? MaxPacketLifeTime, string Protocol, bool Negotiated, int? Id)
{
    public static string Write(DataChannelOptions options) => JsonSerializer.Serialize(
        new PageChannelInit(
            options.Ordered,
            options.MaxRetransmits,
            options.MaxPacketLifeTime is { } lifeTime ? (int)lifeTime.TotalMilliseconds : null,
            options.Protocol,
            options.Negotiated,
            options.Negotiated ? options.Id : null),
        PageJson.Default.PageChannelInit);
}
