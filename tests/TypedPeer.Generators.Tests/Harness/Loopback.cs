using TypedPeer.TestSupport;
using TypedPeer.Testing;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Two sessions over a pair of channels: one serves, the other calls.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly ChannelPair? _channels;

    public Loopback(Action<PeerSessionBuilder> serve)
    {
        var (left, right) = InMemoryPeerChannel.CreatePair();
        Server = PeerSession.Start(left, serve);
        Client = PeerSession.Start(right);
    }

    private Loopback(ChannelPair channels, Action<PeerSessionBuilder> serve, PeerSessionOptions? options)
    {
        _channels = channels;
        Server = PeerSession.Start(channels.First, serve, options);
        Client = PeerSession.Start(channels.Second, options: options);
    }

    public PeerSession Server { get; }

    public PeerSession Client { get; }

    public static async Task<Loopback> OpenAsync(ChannelKind kind, Action<PeerSessionBuilder> serve, PeerSessionOptions? options = null) =>
        new(await ChannelPair.OpenAsync(kind), serve, options);

    public T Get<T>()
        where T : class, IPeerContract<T> => Client.GetRemote<T>();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        if (_channels is not null)
        {
            await _channels.DisposeAsync();
        }
    }
}
