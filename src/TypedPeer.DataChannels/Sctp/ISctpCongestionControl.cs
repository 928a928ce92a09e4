namespace TypedPeer.DataChannels.Sctp;

/// <summary>
/// Decides how many bytes may be under way (RFC 9260 section 7). The sender tells it what happened and obeys
/// <see cref="Window"/>; it sees neither chunks nor clocks, so another algorithm is one class.
/// </summary>
internal interface ISctpCongestionControl
{
    /// <summary>Gets how many bytes may be under way.</summary>
    long Window { get; }

    /// <summary>Gets the window at which slow start ends.</summary>
    long SlowStartThreshold { get; }

    /// <summary>Bytes were acknowledged while the window, not the user, was what held the sender back, and outside of recovery.</summary>
    void OnAcknowledged(long bytes);

    /// <summary>Something was lost; at most once for all that was under way at that time.</summary>
    void OnLoss();

    /// <summary>Nothing came back within the retransmission timeout.</summary>
    void OnTimeout();

    /// <summary>Data takes another path from now on: nothing that was learned holds there.</summary>
    void OnPathChanged();

    /// <summary>Nothing was sent for this many retransmission timeouts: what the window was measured by may no longer hold.</summary>
    void OnIdle(long timeouts);
}
