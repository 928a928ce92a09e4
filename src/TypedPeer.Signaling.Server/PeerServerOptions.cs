using System.Text.RegularExpressions;

namespace TypedPeer.Signaling.Server;

/// <summary>
/// What a signalling server is like. Times, limits and names are PeerServer's where it has them. Its <c>path</c> is the pattern given to
/// <c>MapPeerServer</c>, its <c>host</c>, <c>port</c> and <c>ssl</c> are Kestrel's, and <c>proxied</c> is ASP.NET Core's forwarded headers. Read once, when the server starts.
/// </summary>
public sealed class PeerServerOptions
{
    /// <summary>Gets or sets the key that clients name in the address. Default "peerjs", which is PeerJS's. No secret: it keeps applications apart.</summary>
    public string Key { get; set; } = "peerjs";

    /// <summary>
    /// Gets or sets how long messages wait for a peer that is not there, before the sender hears EXPIRE. 0 to 10 minutes, default 5 seconds as PeerServer: a page that reloads is back by then.
    /// </summary>
    public TimeSpan ExpireTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets or sets how long a client may be silent. 1 second to 1 day, default 90 seconds as PeerServer: PeerJS sends a heartbeat every 5, and a page in the background at least every 60.
    /// </summary>
    public TimeSpan AliveTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets or sets how often clients that ask are told to send a heartbeat. Less than <see cref="AliveTimeout"/>; default 25 seconds, below the 30 after which some proxies close what is silent.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Gets or sets for how long a client whose connection broke stays a member of its rooms, and its id kept for its token. 0 to 10 minutes, default 5 seconds: a change of networks takes 1 to 3, and others hear nothing of it.
    /// PeerJS clients, which are in no rooms, are gone at once.
    /// </summary>
    public TimeSpan RejoinGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how many clients may be connected, at least 1. Default 5,000 as PeerServer; a client takes some kilobytes and one file descriptor.</summary>
    public int ConcurrentLimit { get; set; } = 5_000;

    /// <summary>Gets or sets whether <c>GET {path}/{key}/peers</c> tells everybody the ids of all clients. Default false as PeerServer.</summary>
    public bool AllowDiscovery { get; set; }

    /// <summary>Gets or sets what makes ids for clients that have none; null for random UUIDs. May be called by several threads at once. Must give ids that clients may have: see <see cref="IdPattern"/>.</summary>
    public Func<string>? GenerateClientId { get; set; }

    /// <summary>
    /// Gets or sets which ids clients may have, beyond the rule for all: 1 to 64 characters of letters, digits, space, <c>_ - . : / @</c>, first and last a letter or a digit. Null for any such.
    /// </summary>
    public Regex? IdPattern { get; set; }

    /// <summary>
    /// Gets the origins of pages that may use the server, such as <c>https://example.org</c>; empty, the default, for any, as PeerServer. Others get no CORS headers, and 403 for a WebSocket. Clients that are no pages name none and are not asked.
    /// Where the endpoints have a CORS policy of ASP.NET Core's (<c>RequireCors</c>) the headers are its business.
    /// </summary>
    public ISet<string> AllowedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets or sets who decides whether a client may have the id it asks for, by its token, its user and its request; null for everybody. Asked for every connection, reconnects too, before the WebSocket is accepted. May be called by
    /// several threads at once. What it throws refuses the client.
    /// </summary>
    public Func<PeerAuthorizationContext, ValueTask<PeerAuthorizationResult>>? Authorize { get; set; }

    /// <summary>
    /// Gets or sets who gives a client its ICE servers: asked for each client that can hear it, when it connects and when it asks for fresh credentials; null for none. May be called by several threads at once. What it throws is logged, and the client gets none.
    /// </summary>
    public Func<PeerIceServersContext, ValueTask<PeerIceServers?>>? IceServers { get; set; }

    /// <summary>Gets or sets what makes this server one with others; null, the default, where it is alone.</summary>
    public IPeerServerBackplane? Backplane { get; set; }

    /// <summary>Gets the limits on what clients send.</summary>
    public PeerServerLimits Limits { get; } = new();

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Key);
        InRange(ExpireTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(ExpireTimeout));
        InRange(AliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(AliveTimeout));
        InRange(HeartbeatInterval, TimeSpan.FromMilliseconds(1), AliveTimeout, nameof(HeartbeatInterval));
        InRange(RejoinGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), nameof(RejoinGrace));
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentLimit, 1);
        Limits.Validate();
    }

    private static void InRange(TimeSpan value, TimeSpan least, TimeSpan most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }
}
