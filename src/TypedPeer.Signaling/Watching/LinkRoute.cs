using TypedPeer.Sessions.Calling;

namespace TypedPeer.Signaling.Watching;

/// <summary>The way of a link's proxies: through its sessions, one after the other.</summary>
internal sealed class LinkRoute(LinkWatch watch, PeerSessionOptions options) : RemoteRoute
{
    public override PeerSessionOptions Options => options;

    public override RemoteScope? Current => watch.Session?.Remotes;

    public override async Task<RemoteScope> NextAsync(CancellationToken cancellationToken) => (await watch.Connected.WaitAsync(cancellationToken).ConfigureAwait(false)).Remotes;
}
