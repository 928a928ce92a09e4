using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.Testing;

namespace TypedPeer.TestSupport;

/// <summary>Two ends of one channel, of whatever kind. The channels belong to whom they are given; this owns what carries them.</summary>
public sealed class ChannelPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IAsyncDisposable[] _carriers;

    private ChannelPair(IPeerChannel first, IPeerChannel second, params IAsyncDisposable[] carriers)
    {
        First = first;
        Second = second;
        _carriers = carriers;
    }

    public IPeerChannel First { get; }

    public IPeerChannel Second { get; }

    public static async Task<ChannelPair> OpenAsync(ChannelKind kind)
    {
        if (kind == ChannelKind.Memory)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            return new ChannelPair(first, second);
        }

        var offerer = new PeerConnection();
        var answerer = new PeerConnection();
        var local = offerer.CreateDataChannel("test");
        var (one, other) = SignalingChannel.CreatePair();
        await Task.WhenAll(offerer.ConnectAsync(one), answerer.ConnectAsync(other)).WaitAsync(Patience).ConfigureAwait(false);
        await local.Opened.WaitAsync(Patience).ConfigureAwait(false);
        var remote = await answerer.AcceptDataChannelAsync().AsTask().WaitAsync(Patience).ConfigureAwait(false);
        return new ChannelPair(local, remote, offerer, answerer);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var carrier in _carriers)
        {
            await carrier.DisposeAsync().ConfigureAwait(false);
        }
    }
}
