namespace TypedPeer.DataChannels.Dcep;

/// <summary>The limits of a <see cref="DataChannelTable"/>, each with its reason.</summary>
internal sealed record DataChannelTableOptions
{
    /// <summary>
    /// What a channel takes beside its label and protocol: its objects and tasks here and in the association, and its events. A test
    /// compares it with the heap.
    /// </summary>
    public const int ChannelOverhead = 2048;

    /// <summary>How many channels may exist at once, the peer's included.</summary>
    public required int MaxChannels { get; init; }

    /// <summary>
    /// What labels and protocols of the peer's channels may take beyond the channels themselves. A megabyte is 512 characters for each of
    /// 1024 channels, or four channels with the longest of both.
    /// </summary>
    public int MaxTextBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// What messages may hold on streams that are no channel yet: a quarter of the default receive window, against which they count.
    /// </summary>
    public int MaxEarlyBytes { get; init; } = 1024 * 1024;

    /// <summary>What messages to the peer may hold, over all channels: an application that sends and a peer that takes nothing must not fill the memory.</summary>
    public long MaxSendBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a channel that closes waits for its messages to leave and for the peer's answer, in microseconds.</summary>
    public long CloseTimeout { get; init; } = 5_000_000;

    /// <summary>
    /// What the peer's channels may hold: those that are open, and those that are closed but wait for the application to accept them.
    /// Further ones are refused.
    /// </summary>
    public long MaxHeldBytes => ((long)MaxChannels * ChannelOverhead) + MaxTextBytes;
}
