namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerDataConnection"/> takes and keeps at most.</summary>
public sealed record PeerDataLimits
{
    /// <summary>
    /// Gets the largest message that is taken, in bytes, put together from its chunks. 128 MiB: pages send files in one piece, and PeerJS knows no
    /// bound. Up to so much, and 16 MiB of messages that come meanwhile, may be held for one connection: take less where strangers connect. What all of a peer's may hold is <see cref="PeerNetworkOptions.MaxDataHeldPerPeer"/>.
    /// </summary>
    public int MaxMessageSize { get; init; } = 128 * 1024 * 1024;

    /// <summary>
    /// Gets how many values a message may have, those in arrays and objects and the names of members counted. 1,000,000: a value takes at least 16
    /// bytes here where it took one on the way.
    /// </summary>
    public int MaxValues { get; init; } = 1_000_000;

    /// <summary>
    /// Gets how many bytes of messages may wait until the application reads them, before the peer has to stop. One message may be larger, alone.
    /// 1 MiB: enough for a reader that is busy for a moment.
    /// </summary>
    public int MaxWaiting { get; init; } = 1024 * 1024;

    /// <summary>
    /// Gets how many bytes may wait in the channel before a send waits. 1 MiB: a path of 100 Mbit/s and 80 ms is full with it. PeerJS looks at 8 MiB.
    /// </summary>
    public int MaxBufferedAmount { get; init; } = 1024 * 1024;

    /// <summary>Gets how many sends may wait for one another, before one more fails. 256: whoever waits for each has one.</summary>
    public int MaxQueuedSends { get; init; } = 256;

    /// <summary>Gets how long a close waits until what was sent has left and the peer has closed, too. 5 s: longer than a path is slow.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageSize, 16 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxValues, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBufferedAmount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedSends, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CloseTimeout, TimeSpan.Zero);
    }
}
