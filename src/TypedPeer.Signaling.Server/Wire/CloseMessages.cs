using System.Buffers.Binary;
using System.Net.WebSockets;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>The frames by which a WebSocket closes.</summary>
internal static class CloseMessages
{
    public static readonly OutgoingMessage Normal = Create(WebSocketCloseStatus.NormalClosure);
    public static readonly OutgoingMessage GoingAway = Create(WebSocketCloseStatus.EndpointUnavailable);
    public static readonly OutgoingMessage TooLarge = Create(WebSocketCloseStatus.MessageTooBig);
    public static readonly OutgoingMessage Refused = Create(WebSocketCloseStatus.PolicyViolation);

    private static OutgoingMessage Create(WebSocketCloseStatus status)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        return OutgoingMessage.Constant(payload, FrameWriter.Close);
    }
}
