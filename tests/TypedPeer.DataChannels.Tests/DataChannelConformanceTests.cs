using TypedPeer.Channels;
using TypedPeer.Testing;

namespace TypedPeer.DataChannels.Tests;

/// <summary>A data channel between two connections in this process, over real sockets, owes a session what every channel does.</summary>
public sealed class DataChannelConformanceTests : PeerChannelConformance, IAsyncDisposable
{
    private readonly List<PeerConnectionPair> _pairs = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in _pairs)
        {
            await pair.DisposeAsync();
        }
    }

    protected override async Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync()
    {
        var pair = PeerConnectionPair.Create();
        _pairs.Add(pair);
        return await pair.OpenChannelAsync();
    }
}
