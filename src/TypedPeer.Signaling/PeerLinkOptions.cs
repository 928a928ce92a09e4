using TypedPeer.DataChannels;

namespace TypedPeer.Signaling;

/// <summary>Every limit and default of a <see cref="PeerLink"/> that dials, each with its reason.</summary>
public sealed record PeerLinkOptions
{
    /// <summary>
    /// Gets what each connection is like. Where its certificate is null the link makes one and keeps it for as long as it lives, so that the
    /// listener knows the peer again when it dials anew. Its servers are not asked: an address needs none.
    /// </summary>
    public PeerConnectionOptions Connection { get; init; } = new();

    /// <summary>
    /// Gets the limits and choices of each session; copied when the link begins. The link owns the channels:
    /// <see cref="PeerSessionOptions.LeaveChannelOpen"/> is not asked.
    /// </summary>
    public PeerSessionOptions Session { get; init; } = new();

    /// <summary>
    /// Gets how often a peer that was lost is dialled again before the link is over; 0 never. 12: where each attempt fails at once, the delays
    /// between them last about as long as <see cref="ReconnectTimeout"/>; where nobody answers, that ends it sooner.
    /// </summary>
    public int MaxReconnectAttempts { get; init; } = 12;

    /// <summary>
    /// Gets how long after a loss a new attempt may begin, at most 49 days. 2 minutes: a restart of the peer or a change of networks takes less,
    /// and whoever waits longer wants to be told.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets the delay before the first new attempt; it doubles with each. 250 ms: a peer that is there again is found at once, and thousands that
    /// lost the same listener do not come in one instant. Each delay is drawn from its upper half.
    /// </summary>
    public TimeSpan MinReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets the longest delay between two attempts, at most 1 day. 15 s: as long as an attempt takes to hear nothing.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the clock of the delays; connections and sessions have their own in their options.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what the delays are drawn from: one with a seed in tests.</summary>
    internal Random Random { get; init; } = Random.Shared;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Connection);
        ArgumentNullException.ThrowIfNull(Session);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Session.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(MaxReconnectAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReconnectTimeout, TimeSpan.FromDays(49));
        ArgumentOutOfRangeException.ThrowIfLessThan(MinReconnectDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxReconnectDelay, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReconnectDelay, MinReconnectDelay);
    }
}
