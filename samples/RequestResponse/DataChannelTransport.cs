using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A data channel of TypedPeer.DataChannels.</summary>
internal sealed class DataChannelTransport : ITransport
{
    private readonly PeerConnection _connection = new();

    public DataChannelTransport(Report report) =>
        _connection.ConnectionStateChanged += state => report.Line("connection", state.ToString());

    public async Task<IPeerChannel> OfferAsync(SignalingChannel signaling, Report report, CancellationToken cancellationToken)
    {
        var channel = _connection.CreateDataChannel(Transports.ChannelLabel);
        await _connection.ConnectAsync(signaling, cancellationToken);
        await channel.Opened.WaitAsync(cancellationToken);
        report.Line("data channel", $"'{channel.Label}' is open, stream {channel.Id}");
        return channel;
    }

    public async Task<IPeerChannel> AnswerAsync(SignalingChannel signaling, CancellationToken cancellationToken)
    {
        await _connection.ConnectAsync(signaling, cancellationToken);
        return await _connection.AcceptDataChannelAsync(cancellationToken);
    }

    public void ReportPath(Report report)
    {
        if (_connection.SelectedCandidatePair is { } pair)
        {
            report.Line("path", pair.ToString());
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
