using TypedPeer.Channels;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Two sessions over an in-memory pair of channels: one serves, the other calls.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly PeerSession _server;
    private readonly PeerSession _client;

    public Loopback(Action<PeerSessionBuilder> serve)
    {
        var (left, right) = InMemoryPeerChannel.CreatePair();
        _server = PeerSession.Start(left, serve);
        _client = PeerSession.Start(right);
    }

    public T Get<T>()
        where T : class, IPeerContract<T> => _client.GetRemote<T>();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }
}
