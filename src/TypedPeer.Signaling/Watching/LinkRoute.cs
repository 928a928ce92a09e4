using TypedPeer.Sessions.Calling;

namespace TypedPeer.Signaling.Watching;

/// <summary>The way of a link's proxies: through its sessions, one after the other.</summary>
internal sealed class LinkRoute(LinkWatch watch, PeerSessionOptions options) : RemoteRoute
{
    public override PeerSessionOptions Options => options;

    public override RemoteScope? Current => watch.Session?.Remotes;

    public override async Task<RemoteScope> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await watch.Connected.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!session.Remotes.Session.HasEnded)
            {
                return session.Remotes;
            }

            // It takes no more calls already, and is told to be over in a moment.
            await session.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
