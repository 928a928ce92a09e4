using SIPSorcery.Net;
using TypedPeer.Channels;

namespace TypedPeer.SipSorceryChannels;

/// <summary>Waits for a channel of the peer and wraps it inside the event: its messages may follow at once.</summary>
internal sealed class ChannelAcceptor : IDisposable
{
    private readonly RTCPeerConnection _connection;
    private readonly string? _label;
    private readonly SipSorceryChannelOptions? _options;
    private readonly TaskCompletionSource<SipSorceryPeerChannel> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelAcceptor(RTCPeerConnection connection, string? label, SipSorceryChannelOptions? options)
    {
        _connection = connection;
        _label = label;
        _options = options;
        connection.ondatachannel += OnDataChannel;
        connection.onconnectionstatechange += OnConnectionState;
    }

    public Task<SipSorceryPeerChannel> Accepted => _accepted.Task;

    public void Dispose()
    {
        _connection.ondatachannel -= OnDataChannel;
        _connection.onconnectionstatechange -= OnConnectionState;
        _accepted.TrySetCanceled();
    }

    private void OnDataChannel(RTCDataChannel channel)
    {
        if (_accepted.Task.IsCompleted || (_label is not null && !string.Equals(_label, channel.label, StringComparison.Ordinal)))
        {
            return;
        }

        try
        {
            var accepted = new SipSorceryPeerChannel(_connection, channel, _options);
            if (!_accepted.TrySetResult(accepted))
            {
                accepted.Abandon();
            }
        }
        catch (ArgumentException exception)
        {
            // The channel closed again at once, or the options are wrong; thrown on, it could end SIPSorcery's receive thread.
            _accepted.TrySetException(exception);
        }
    }

    private void OnConnectionState(RTCPeerConnectionState state)
    {
        if (state is RTCPeerConnectionState.closed or RTCPeerConnectionState.failed)
        {
            _accepted.TrySetException(new PeerChannelClosedException(
                new PeerChannelCloseReason(PeerChannelCloseKind.Remote, "The connection ended before the peer opened a channel.")));
        }
    }
}
