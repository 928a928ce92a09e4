using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests;

/// <summary>The states a link goes through, to be awaited one after the other.</summary>
internal sealed class LinkStates
{
    private readonly Channel<PeerLinkState> _states = Channel.CreateUnbounded<PeerLinkState>();

    public LinkStates(PeerLink link) => link.StateChanged += state => _states.Writer.TryWrite(state);

    /// <summary>Waits for the next state.</summary>
    public Task<PeerLinkState> NextAsync() => _states.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
}
