using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>A channel's options in the words of the association.</summary>
internal static class SctpSendMapping
{
    public static SctpSendOptions ToSctp(uint payloadProtocol, DataChannelOptions options, bool ordered) => new()
    {
        IsUncounted = !PayloadProtocol.IsOfApplication(payloadProtocol),
        Unordered = !ordered,
        MaxRetransmits = options.MaxRetransmits,

        // Zero means for ever there; W3C's zero means "do not send again", for which the shortest time will do.
        LifetimeMicroseconds = options.MaxPacketLifeTime is { } time ? Math.Max(1, (long)time.TotalMicroseconds) : 0,
    };
}
