using TypedPeer.DataChannels;

namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerListener"/> is made of.</summary>
public sealed record PeerListenerOptions
{
    /// <summary>
    /// Gets who the listener is, on which port, and its limits. Give it a certificate that you keep
    /// (<see cref="PeerCertificate.Create"/>) and a fixed port, and the address stays the same from one start to the next.
    /// </summary>
    public PeerConnectionListenerOptions Connections { get; init; } = new();

    /// <summary>
    /// Gets the limits and choices of each session; copied when the listener begins. Who may come in is
    /// <see cref="PeerSessionOptions.AuthorizePeer"/>'s to say. The listener owns the channels: <see cref="PeerSessionOptions.LeaveChannelOpen"/> is not asked.
    /// </summary>
    public PeerSessionOptions Session { get; init; } = new();

    /// <summary>Gets a port that other connections use, too, and that stays the caller's; null opens one by the options of the connections.</summary>
    public PeerPort? Port { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Connections);
        ArgumentNullException.ThrowIfNull(Session);
        Session.Validate();
    }
}
