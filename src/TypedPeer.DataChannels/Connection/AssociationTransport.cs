using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;

namespace TypedPeer.DataChannels.Connection;

/// <summary>An association as the channel table wants it.</summary>
internal sealed class AssociationTransport(SctpAssociation association, Func<int> maxMessageSize, TransportEnding ending) : IDataChannelTransport
{
    public bool CanSend => !ending.IsEnding;

    public long HeldBytes => association.HeldSendBytes;

    public int MaxMessageSize => maxMessageSize();

    public bool Send(ushort stream, uint payloadProtocol, MessagePayload payload, DataChannelOptions options, bool ordered, long now) =>
        association.Send(stream, payloadProtocol, payload, SctpSendMapping.ToSctp(payloadProtocol, options, ordered), now) == SctpSendResult.Queued;

    public void DropExpired(ushort stream, long now) => association.DropExpired(stream, now);

    public void ResetStream(ushort stream, long now) => association.ResetStream(stream, now);

    public long GetBufferedAmount(ushort stream) => association.GetBufferedAmount(stream);

    /// <inheritdoc/>
    public int GetPendingCount(ushort stream) => association.GetPendingCount(stream);

    public void SetPriority(ushort stream, DataChannelPriority priority) => association.SetStreamWeight(stream, (int)priority);

    public void SetBufferedAmountLowThreshold(ushort stream, long bytes) => association.SetBufferedAmountLowThreshold(stream, bytes);
}
