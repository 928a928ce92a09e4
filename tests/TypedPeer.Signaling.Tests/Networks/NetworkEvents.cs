using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>What a network tells of its peers, to be awaited one after the other.</summary>
internal sealed class NetworkEvents
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    public NetworkEvents(PeerNetwork network)
    {
        network.PeerJoined += peer => _events.Writer.TryWrite($"joined {peer.Id} {peer.Metadata}");
        network.PeerLeft += peer => _events.Writer.TryWrite($"left {peer.Id} {Text(peer)}");
        network.PeerChanged += peer => _events.Writer.TryWrite($"changed {peer.Id} {Text(peer)}");
    }

    public Task<string> NextAsync() => _events.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();

    private static string? Text(NetworkPeer peer) => peer.Metadata?.GetRawText();
}
