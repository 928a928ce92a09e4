using SIPSorcery.Net;
using TypedPeer.Channels;

namespace TypedPeer.SipSorceryChannels;

/// <summary>
/// Listens to one channel and to all that may end it. SIPSorcery announces an end in different places: the channel, the connection,
/// the SCTP transport (whose receive thread can die alone) and the association (an ABORT changes nothing but its own events).
/// Handlers run on SIPSorcery's threads, where an exception can end the association: they must not throw.
/// </summary>
internal sealed class ConnectionEvents(
    RTCPeerConnection connection,
    RTCDataChannel channel,
    Action onOpen,
    Action<byte[]> onMessage,
    Action<PeerChannelCloseReason> onEnded)
{
    public void Subscribe()
    {
        channel.onopen += onOpen;
        channel.onclose += OnChannelClosed;
        channel.onerror += OnChannelError;
        channel.onmessage += OnChannelMessage;
        connection.onconnectionstatechange += OnConnectionState;
        if (connection.sctp is { } transport)
        {
            transport.OnStateChanged += OnTransportState;
            transport.RTCSctpAssociation.OnAssociationStateChanged += OnAssociationState;
            transport.RTCSctpAssociation.OnAbortReceived += OnAbortReceived;
            transport.RTCSctpAssociation.OnAborted += OnAborted;
        }
    }

    public void Unsubscribe()
    {
        channel.onopen -= onOpen;
        channel.onclose -= OnChannelClosed;
        channel.onerror -= OnChannelError;
        channel.onmessage -= OnChannelMessage;
        connection.onconnectionstatechange -= OnConnectionState;
        if (connection.sctp is { } transport)
        {
            transport.OnStateChanged -= OnTransportState;
            transport.RTCSctpAssociation.OnAssociationStateChanged -= OnAssociationState;
            transport.RTCSctpAssociation.OnAbortReceived -= OnAbortReceived;
            transport.RTCSctpAssociation.OnAborted -= OnAborted;
        }
    }

    private void OnChannelMessage(RTCDataChannel source, DataChannelPayloadProtocols protocol, byte[]? data) =>
        // RFC 8831, section 6.6: SCTP cannot carry an empty message, so its one byte stands for none.
        onMessage(protocol is DataChannelPayloadProtocols.WebRTC_Binary_Empty or DataChannelPayloadProtocols.WebRTC_String_Empty ? [] : data ?? []);

    private void OnChannelClosed() => onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.Remote, "The connection was closed."));

    private void OnChannelError(string error) =>
        onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.ProtocolError, $"The data channel failed: {error}"));

    private void OnConnectionState(RTCPeerConnectionState state)
    {
        if (state == RTCPeerConnectionState.failed)
        {
            onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "The connection failed."));
        }
        else if (state == RTCPeerConnectionState.closed)
        {
            OnChannelClosed();
        }
    }

    private void OnTransportState(RTCSctpTransportState state)
    {
        if (state == RTCSctpTransportState.Closed)
        {
            onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "The SCTP transport stopped."));
        }
    }

    private void OnAssociationState(SctpAssociationState state)
    {
        if (state is SctpAssociationState.ShutdownReceived or SctpAssociationState.ShutdownAckSent)
        {
            onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.Remote, "The peer shut the SCTP association down."));
        }
    }

    private void OnAbortReceived(string reason) =>
        onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.Remote, $"The peer aborted the SCTP association: {reason}"));

    private void OnAborted(string reason) =>
        onEnded(new PeerChannelCloseReason(PeerChannelCloseKind.ProtocolError, $"SIPSorcery aborted the SCTP association: {reason}"));
}
