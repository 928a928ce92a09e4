using System.Net;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>
/// What a STUN server answers to one datagram: Binding and nothing else (RFC 8489), without keeping anything. The source address of a datagram
/// may be a lie, so an answer is never much longer than its request: at most 44 bytes for 20, and only a request is answered, so that two servers never talk to each other.
/// </summary>
internal static class StunAnswer
{
    /// <summary>The header, XOR-MAPPED-ADDRESS of an IPv6 address and FINGERPRINT; a refusal is shorter.</summary>
    public const int MaximumSize = StunMessage.HeaderSize + 24 + 8;

    /// <summary>How many unknown attributes a refusal names: each took four bytes of the request, and takes two of the answer.</summary>
    private const int MaxUnknownAttributes = 4;

    /// <summary>Writes the answer; 0 where there is none.</summary>
    /// <param name="datagram">Anything.</param>
    /// <param name="source">Where it seems to be from; not an IPv4 address mapped to IPv6.</param>
    /// <param name="answer">At least <see cref="MaximumSize"/> bytes.</param>
    public static int Write(ReadOnlySpan<byte> datagram, IPEndPoint source, Span<byte> answer)
    {
        // Port 0 is nobody's, and nothing can be sent there.
        if (source.Port == 0 || !StunMessage.TryParse(datagram, out var request)
            || request.Class != StunMessageClass.Request || request.Method != StunMessage.BindingMethod)
        {
            return 0;
        }

        Span<ushort> unknown = stackalloc ushort[MaxUnknownAttributes];
        unknown = unknown[..request.GetUnknownRequired(unknown)];
        var writer = new StunMessageWriter(
            answer, unknown.IsEmpty ? StunMessageClass.SuccessResponse : StunMessageClass.ErrorResponse, request.TransactionId);
        if (unknown.IsEmpty)
        {
            writer.AddXorMappedAddress(source);
        }
        else
        {
            writer.AddErrorCode(StunErrorCode.UnknownAttribute, default);
            writer.AddUnknownAttributes(unknown);
        }

        // Who sends one gets one (RFC 8489, section 7.2.1); without, the answer would be longer than it need be.
        if (request.HasFingerprint)
        {
            writer.AddFingerprint();
        }

        return writer.Length;
    }
}
