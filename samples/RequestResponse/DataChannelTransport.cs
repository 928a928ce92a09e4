using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A data channel of TypedPeer.DataChannels.</summary>
internal sealed class DataChannelTransport : ITransport
{
    private readonly PeerConnection _connection = new();

    public DataChannelTransport(Report report) =>
        _connection.ConnectionStateChanged += state => report.Line("connection", state.ToString());

    public async Task<IPeerChannel> OfferAsync(ISignalling signalling, Report report, CancellationToken cancellationToken)
    {
        var channel = await Connector.OfferAsync(_connection, signalling, report, cancellationToken);
        report.Line("data channel", $"'{channel.Label}' is open, stream {channel.Id}");
        return channel;
    }

    public async Task<IPeerChannel> AnswerAsync(ISignalling signalling, CancellationToken cancellationToken) =>
        await Connector.AnswerAsync(_connection, signalling, cancellationToken);

    public void ReportPath(Report report)
    {
        if (_connection.SelectedCandidatePair is { } pair)
        {
            report.Line("path", pair.ToString());
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
