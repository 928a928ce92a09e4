namespace TypedPeer.SipSorceryChannels;

/// <summary>Limits and habits of a <see cref="SipSorceryPeerChannel"/>.</summary>
public sealed class SipSorceryChannelOptions
{
    /// <summary>
    /// Gets whether the connection is closed and disposed together with the channel. Default true: SIPSorcery's
    /// <c>RTCDataChannel.close()</c> tells the peer nothing, so closing the connection is the only close the peer hears of.
    /// With false the peer is not told, the stream stays allocated, and the application closes the connection.
    /// </summary>
    public bool OwnsConnection { get; init; } = true;

    /// <summary>
    /// Gets how many bytes may wait to leave; <see cref="SipSorceryPeerChannel.Send"/> throws beyond. Default 16 MiB: room for
    /// dozens of messages of the largest size, and a bound on what a stalled peer costs. A session stays far below.
    /// </summary>
    public long MaxBufferedAmount { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Gets how many bytes of messages that came and were not taken yet are kept, with the buffers around them; the channel closes beyond, because SIPSorcery
    /// offers no way to slow the peer down. Default 16 MiB: far above the credit a session grants.
    /// </summary>
    public long MaxReceiveBuffer { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Gets how many bytes SIPSorcery is given ahead; the rest waits here, where counting it costs nothing. Default 256 KiB:
    /// more than it sends between two polls at any speed it reaches.
    /// </summary>
    public int HandOverLimit { get; init; } = 256 * 1024;

    /// <summary>
    /// Gets how often SIPSorcery is asked what has left, while something waits: it has no event for it. Default 2 ms.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Gets how long the connection stays up after the last byte left, so that a lost packet of the end can be asked for again:
    /// SIPSorcery does not tell what the peer has acknowledged. Default 100 ms, a few round trips.
    /// </summary>
    public TimeSpan CloseLinger { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the clock of the polls and the linger.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBufferedAmount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxReceiveBuffer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HandOverLimit);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CloseLinger, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
