using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>The states that a network tells of, one after the other, however shortly it is in each.</summary>
internal sealed class StateEvents
{
    private readonly Channel<PeerNetworkState> _events = Channel.CreateUnbounded<PeerNetworkState>();

    public StateEvents(PeerNetwork network) => network.StateChanged += state => _events.Writer.TryWrite(state);

    /// <summary>Waits until it tells of a state.</summary>
    public async Task ReachAsync(PeerNetworkState state)
    {
        while (await _events.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync() != state)
        {
        }
    }
}
