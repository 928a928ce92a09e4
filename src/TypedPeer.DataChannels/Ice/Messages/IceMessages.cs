using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Messages;

/// <summary>Writes the Binding messages of ICE (RFC 8445, sections 7.1 and 7.3).</summary>
internal static class IceMessages
{
    /// <summary>A listener's check and its answer, over IPv6 and with the headers of one packet more, fit into a check with the longest SOFTWARE there is (RFC 8489, section 14.14).</summary>
    private static ReadOnlySpan<byte> Padding => "TypedPeer                                                                                                                      "u8;

    /// <summary>Writes a connectivity, nomination or consent check; 0 if it does not fit.</summary>
    public static int WriteRequest(Span<byte> destination, IceTransaction transaction, ulong tieBreaker)
    {
        var pair = transaction.Pair;
        var writer = new StunMessageWriter(destination, StunMessageClass.Request, transaction.Id);
        writer.Add(StunAttributeType.Username, pair.Generation.OutgoingUsername);
        writer.AddUInt64(transaction.AsControlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled, tieBreaker);
        writer.AddUInt32(StunAttributeType.Priority, pair.CheckPriority);
        if (transaction.Kind == IceCheckKind.Nomination)
            writer.AddFlag(StunAttributeType.UseCandidate);
        if (pair.Generation.PadsChecks && pair.State != IceCandidatePairState.Succeeded)
            writer.Add(StunAttributeType.Software, Padding);

        writer.AddIntegrity(pair.Generation.RemoteKey);
        writer.AddFingerprint();
        return writer.Length;
    }

    /// <summary>Writes the answer to a verified request; 0 if it does not fit.</summary>
    public static int WriteResponse(Span<byte> destination, in IceResponse response)
    {
        bool success = response.ErrorCode == 0;
        var writer = new StunMessageWriter(
            destination, success ? StunMessageClass.SuccessResponse : StunMessageClass.ErrorResponse, response.Id);
        if (success)
            writer.AddXorMappedAddress(response.Remote);
        else if (response.ErrorCode == StunErrorCode.RoleConflict)
            writer.AddErrorCode(response.ErrorCode, "Role Conflict"u8);
        else
            writer.AddErrorCode(response.ErrorCode, "Unknown Attribute"u8);

        if (response.UnknownAttributes is { } unknown)
            writer.AddUnknownAttributes(unknown);

        writer.AddIntegrity(response.Key);
        writer.AddFingerprint();
        return writer.Length;
    }
}
