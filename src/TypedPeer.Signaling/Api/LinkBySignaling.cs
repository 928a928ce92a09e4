using TypedPeer.DataChannels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Api;

/// <summary>Links whose connections are negotiated over a signaling channel.</summary>
internal static class LinkBySignaling
{
    /// <summary>Makes a link, one attempt.</summary>
    public static async Task<PeerLink> ConnectAsync(SignalingChannel signaling, Action<PeerSessionBuilder>? configure, PeerLinkOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var session = LinkSession.Own(options.Session);
        var own = await OwnCertificate.MakeAsync(options.Connection, cancellationToken).ConfigureAwait(false);
        PeerLink? link = null;
        try
        {
            var first = await MeetAsync(signaling, configure, options.Connection with { Certificate = options.Connection.Certificate ?? own }, session, null, cancellationToken).ConfigureAwait(false);
            link = new PeerLink(session, null, first.Connection.RemoteIdentity!, configure);
            link.Run(first);
            _ = link.Completion.ContinueWith(static (_, certificate) => ((PeerCertificate?)certificate)?.Dispose(), own, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return link;
        }
        finally
        {
            if (link is null)
            {
                own?.Dispose();
            }
        }
    }

    /// <summary>Makes one connection, and a session on it or one that goes on.</summary>
    /// <param name="signaling">The way to the peer.</param>
    /// <param name="configure">What this side serves.</param>
    /// <param name="options">The options of the connection.</param>
    /// <param name="session">The options of the session.</param>
    /// <param name="resumes">The session that goes on; null for a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LinkSession> MeetAsync(
        SignalingChannel signaling, Action<PeerSessionBuilder>? configure, PeerConnectionOptions options, PeerSessionOptions session, PeerSession? resumes, CancellationToken cancellationToken)
    {
        var connection = new PeerConnection(options);
        var clock = new ConnectClock(options);
        var made = await new LinkAttempt(connection, clock, session, "the peer").RunAsync(
            token => ConnectAttempt.RunAsync(connection, signaling, clock, token), configure, resumes, cancellationToken).ConfigureAwait(false);
        PathRestarts.Follow(connection);
        return made;
    }
}
