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

    /// <summary>
    /// Gets how many links may wait, without a connection, for peers that were lost; at least 0. 1024: a network outage of a busy listener, at some 50 KB for an idle one, its closed connection included. Past it, and past
    /// <see cref="MaxSuspendedBytes"/>, the address that has most of them loses its longest.
    /// </summary>
    public int MaxSuspendedLinks { get; init; } = 1024;

    /// <summary>Gets how many bytes such links may hold together: messages that were not acknowledged, what waits to be sent, and what was not read; at least 0. 64 MiB: eight sessions that wait at their bounds, or a kilobyte or two of small calls for each of the others.</summary>
    public long MaxSuspendedBytes { get; init; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Connections);
        ArgumentNullException.ThrowIfNull(Session);
        Session.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSuspendedLinks);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSuspendedBytes);
    }
}
