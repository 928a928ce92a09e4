namespace TypedPeer.Signaling.Server;

/// <summary>Which ICE servers clients are told of.</summary>
public sealed class IceServerOptions
{
    /// <summary>Gets STUN servers of others, such as <c>stun:stun.example.org:3478</c>; the port of <c>AddStunPort</c> comes by itself.</summary>
    public IList<string> StunUrls { get; } = [];

    /// <summary>Gets the addresses of the TURN server, such as <c>turn:turn.example.org:3478?transport=udp</c>; all share <see cref="TurnSecret"/>.</summary>
    public IList<string> TurnUrls { get; } = [];

    /// <summary>Gets or sets the secret shared with the TURN server (coturn's <c>static-auth-secret</c>), by which each client gets credentials of its own. Clients never see it.</summary>
    public string? TurnSecret { get; set; }

    /// <summary>
    /// Gets or sets how long TURN credentials are valid. By default a day: coturn checks them again at each refresh of an allocation, so less than a long session would end it in the middle,
    /// and more would leave a leaked one in use.
    /// </summary>
    public TimeSpan TurnLifetime { get; set; } = TimeSpan.FromDays(1);
}
