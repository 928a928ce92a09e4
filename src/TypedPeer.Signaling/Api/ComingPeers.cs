using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling;

/// <summary>Finds, of all links of the process, the one whose session a peer that comes wants to go on with, by whichever way it comes.</summary>
internal static class ComingPeers
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<PeerIdentity, List<WeakReference<PeerLink>>> s_links = [];

    /// <summary>A link begins; it is forgotten when it is over.</summary>
    public static void Add(PeerLink link)
    {
        var entry = new WeakReference<PeerLink>(link);
        var peer = link.RemoteIdentity;
        lock (s_lock)
        {
            if (!s_links.TryGetValue(peer, out var links))
            {
                s_links.Add(peer, links = []);
            }

            links.Add(entry);
        }

        _ = link.Completion.ContinueWith(_ => Remove(peer, entry), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>
    /// Says what a connection is for. Where its peer has a session here that can go on, that peer speaks first, and says whether it wants that one. Never fails.
    /// </summary>
    /// <param name="connection">The connection, whose peer has proved who it is.</param>
    /// <param name="user">Whose it is, as told by who brings it: another user's session is none to go on with.</param>
    /// <param name="options">The options of a session that begins there.</param>
    /// <param name="opened">The session's channel there; null where it is not made yet.</param>
    /// <returns>The link that goes on over it; or whether it is for a new one, with its channel where that is made already. Neither where it is of no use.</returns>
    public static async Task<(PeerLink? Resumed, bool IsNew, HeldChannel? Channel)> TakeAsync(PeerConnection connection, ClaimsPrincipal? user, PeerSessionOptions options, DataChannel? opened = null)
    {
        var candidates = Find(connection, user);
        if (candidates.Count == 0)
        {
            return (null, true, null);
        }

        try
        {
            var channel = new HeldChannel(opened ?? LinkSession.Open(connection));
            if (await channel.First.WaitAsync(options.HandshakeTimeout, options.TimeProvider).ConfigureAwait(false) is not { } first)
            {
                return default;
            }

            var wanted = candidates.Find(link => link.Watch.IsNamed(ResumeFrames.NameIn(first)));
            return wanted is null ? (null, true, channel) : (await wanted.Watch.ResumeAsync(connection, channel).ConfigureAwait(false) ? wanted : null, false, null);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            // It said nothing, or its connection is closed already.
            return default;
        }
    }

    private static List<PeerLink> Find(PeerConnection connection, ClaimsPrincipal? user)
    {
        List<PeerLink> found = [];
        lock (s_lock)
        {
            if (connection.RemoteIdentity is { } peer && s_links.TryGetValue(peer, out var links))
            {
                foreach (var entry in links)
                {
                    if (entry.TryGetTarget(out var link))
                    {
                        found.Add(link);
                    }
                }
            }
        }

        return found.FindAll(link => link.Watch.CanResume && link.Connection.LocalIdentity == connection.LocalIdentity && SameUser.Is(link.Owner, user));
    }

    private static void Remove(PeerIdentity peer, WeakReference<PeerLink> entry)
    {
        lock (s_lock)
        {
            if (s_links.TryGetValue(peer, out var links) && links.Remove(entry) && links.Count == 0)
            {
                s_links.Remove(peer);
            }
        }
    }
}
