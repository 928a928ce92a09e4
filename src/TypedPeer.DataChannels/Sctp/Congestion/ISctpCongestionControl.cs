namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>
/// Decides how many bytes may be under way, and how fast they leave (RFC 9260 section 7). The sender tells it all that happens and obeys
/// <see cref="Window"/> and <see cref="PacingRate"/>; it sees neither chunks nor clocks, so another algorithm is one class. Times are in
/// microseconds; bytes are those of chunks with their headers.
/// </summary>
internal interface ISctpCongestionControl
{
    /// <summary>Gets how many bytes may be under way.</summary>
    long Window { get; }

    /// <summary>Gets the window at which slow start ends; <see cref="long.MaxValue"/> while it is not known, and where there is no such thing.</summary>
    long SlowStartThreshold { get; }

    /// <summary>Gets at how many bytes a second packets leave; <see cref="long.MaxValue"/> for as fast as they come.</summary>
    long PacingRate { get; }

    /// <summary>Gets whether less is under way than the path would carry, in order to measure it: what is sent meanwhile says nothing about the rate.</summary>
    bool IsHoldingBack { get; }

    /// <summary>Data is about to leave again after nothing was under way because there was nothing to send.</summary>
    /// <param name="timeouts">How many retransmission timeouts long nothing was sent.</param>
    /// <param name="now">The time.</param>
    void OnResumed(long timeouts, long now);

    /// <summary>Something was acknowledged; losses that it told of were reported before.</summary>
    void OnAcknowledged(in SctpAcknowledgement acknowledgement);

    /// <summary>A chunk is lost.</summary>
    /// <param name="packet">The packet that carried it, as it left.</param>
    /// <param name="bytes">The chunk's length.</param>
    /// <param name="totals">What was delivered and lost so far, this one included.</param>
    void OnLost(in SctpSentPacket packet, long bytes, in SctpDeliveryTotals totals);

    /// <summary>The first loss among what is under way: at most once for all of that.</summary>
    void OnRecoveryStarted();

    /// <summary>All that was under way when something was lost has arrived.</summary>
    void OnRecoveryEnded();

    /// <summary>All that was held for lost since the recovery started had only been late.</summary>
    void OnRecoverySpurious();

    /// <summary>Nothing came back within the retransmission timeout: all that was under way counts as lost.</summary>
    void OnTimeout();

    /// <summary>Data takes another path from now on: nothing that was learned holds there.</summary>
    void OnPathChanged();
}
