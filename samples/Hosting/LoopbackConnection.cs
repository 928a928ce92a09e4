using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Hosting;

/// <summary>Two real peer connections in one process, so that the sample needs no second terminal.</summary>
internal sealed class LoopbackConnection : IAsyncDisposable
{
    private readonly PeerConnection _calling = new();
    private readonly PeerConnection _answering = new();

    /// <summary>Connects the two, and returns the channel of each.</summary>
    public async Task<(DataChannel Calling, DataChannel Answering)> ConnectAsync(CancellationToken cancellationToken)
    {
        var calling = _calling.CreateDataChannel("thermometer");
        var (one, other) = SignalingChannel.CreatePair();
        await Task.WhenAll(_calling.ConnectAsync(one, cancellationToken), _answering.ConnectAsync(other, cancellationToken));
        return (calling, await _answering.AcceptDataChannelAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _calling.DisposeAsync();
        await _answering.DisposeAsync();
    }
}
