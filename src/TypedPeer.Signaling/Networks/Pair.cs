using System.Text.Json;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Networks;

/// <summary>What a network knows of one peer. Its members belong to the network's lock.</summary>
internal sealed class Pair(string id, long now)
{
    public string Id => id;

    /// <summary>Gets or sets whether it is in the room.</summary>
    public bool IsPresent { get; set; }

    /// <summary>Gets or sets what it tells of itself.</summary>
    public JsonElement? Metadata { get; set; }

    /// <summary>Gets or sets the link that there is, or is being made.</summary>
    public NamedLink? Link { get; set; }

    /// <summary>Gets or sets the offer about which the application is being asked.</summary>
    public Admission? Admission { get; set; }

    /// <summary>Gets how many offers of it are looked at.</summary>
    public MessageBudget Budget { get; } = new(now);

    /// <summary>Gets whether nothing is left to know.</summary>
    public bool IsForgotten => !IsPresent && Link is null && Admission is null;

    /// <summary>Gets it as the application sees it.</summary>
    public NetworkPeer Snapshot => new(id, Metadata, State, Link?.Link);

    private NetworkPeerState State => Link switch
    {
        null => Admission is not null ? NetworkPeerState.Connecting : IsPresent ? NetworkPeerState.Idle : NetworkPeerState.Closed,
        { Link: null } => NetworkPeerState.Connecting,
        { Link.State: PeerLinkState.Connecting } => NetworkPeerState.Connecting,
        { Link.State: PeerLinkState.Reconnecting or PeerLinkState.Suspended or PeerLinkState.PeerSuspended } => NetworkPeerState.Reconnecting,
        { Link.State: PeerLinkState.Closed } => IsPresent ? NetworkPeerState.Idle : NetworkPeerState.Closed,
        _ => NetworkPeerState.Connected,
    };
}
