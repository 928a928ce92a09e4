using System.Security.Claims;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling;

/// <summary>The links of peers that came to this side, among which one that comes again is found.</summary>
internal sealed class AcceptedLinks(PeerSessionOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PeerLink, ClaimsPrincipal?> _links = [];

    /// <summary>Gets all of them, in no order.</summary>
    public IReadOnlyCollection<PeerLink> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _links.Keys];
            }
        }
    }

    /// <param name="link">The link.</param>
    /// <param name="user">Whose it is, as told by who brought it; null where nobody does.</param>
    public void Add(PeerLink link, ClaimsPrincipal? user = null)
    {
        lock (_lock)
        {
            _links.Add(link, user);
        }
    }

    public void Remove(PeerLink link)
    {
        lock (_lock)
        {
            _links.Remove(link);
        }
    }

    /// <summary>
    /// Says what a connection is for. Where its peer has a session here that can go on, that peer speaks first, and says whether it wants that one. Never fails.
    /// </summary>
    /// <param name="connection">The connection, whose peer has proved who it is.</param>
    /// <param name="user">Whose it is: another user's session is none to go on with.</param>
    /// <returns>The link that goes on over it; or whether it is for a new one, with its channel where that is made already. Neither where it is of no use.</returns>
    public async Task<(PeerLink? Resumed, bool IsNew, HeldChannel? Channel)> TakeAsync(PeerConnection connection, ClaimsPrincipal? user = null)
    {
        var candidates = Find(connection, user);
        if (candidates.Count == 0)
        {
            return (null, true, null);
        }

        try
        {
            var channel = new HeldChannel(LinkSession.Open(connection));
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

    private List<PeerLink> Find(PeerConnection connection, ClaimsPrincipal? user)
    {
        lock (_lock)
        {
            return [.. _links.Where(entry => entry.Key.RemoteIdentity == connection.RemoteIdentity && entry.Key.Watch.CanResume && SameUser.Is(entry.Value, user)).Select(static entry => entry.Key)];
        }
    }
}
