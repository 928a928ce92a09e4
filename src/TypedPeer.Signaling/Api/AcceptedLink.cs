using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling;

/// <summary>The link of a peer that came to this side, however it came.</summary>
internal static class AcceptedLink
{
    /// <summary>Makes it and lets it run; null where the application cannot configure it, of which the options' handler is told, or closes it instead.</summary>
    /// <param name="connection">The connection, which stays the caller's where there is no link.</param>
    /// <param name="channel">Its channel, by which the peer has said something already; null where that is not made yet.</param>
    /// <param name="identity">Who the peer has proved to be.</param>
    /// <param name="user">Whose it is, as told by who brought it; null where nobody does.</param>
    /// <param name="configure">What this side serves to it.</param>
    /// <param name="options">The options of the session.</param>
    /// <param name="owner">The name of who accepted it, for the report of a failure.</param>
    public static PeerLink? Start(
        PeerConnection connection, HeldChannel? channel, PeerIdentity identity, ClaimsPrincipal? user, Action<PeerSessionBuilder, PeerLink> configure, PeerSessionOptions options, string owner)
    {
        PeerLink link = null!;
        link = new PeerLink(options, null, identity, builder => Configure(builder, link, configure), isAwaited: true) { Owner = user };
        try
        {
            var session = channel is null ? LinkSession.Start(connection, link.Configure, options) : LinkSession.Start(connection, channel, link.Configure, options);
            link.Run(session);
            return link;
        }
        catch (OperationCanceledException) when (link.IsClosing)
        {
            link.Abandon(null);
            return null;
        }
#pragma warning disable CA1031 // The application's code, over one peer: it is told of, and the others are served.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LinkFailures.Report(options, $"{owner}: configuring the session of {identity}", exception);
            link.Abandon(exception);
            return null;
        }
    }

    /// <summary>Waits for the peer's hello; false where the link ended before.</summary>
    public static async Task<bool> IsConnectedAsync(PeerLink link)
    {
        try
        {
            await link.GetSessionAsync().ConfigureAwait(false);
            return true;
        }
        catch (PeerException)
        {
            // It ended before the peer had said hello.
            return false;
        }
    }

    private static void Configure(PeerSessionBuilder builder, PeerLink link, Action<PeerSessionBuilder, PeerLink> configure)
    {
        configure(builder, link);
        if (link.IsClosing)
        {
            throw new OperationCanceledException("The application closed the link instead of configuring it.");
        }
    }
}
