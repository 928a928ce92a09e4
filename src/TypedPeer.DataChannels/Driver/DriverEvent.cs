using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Driver;

/// <summary>Something the driver itself has to tell, of what the application does and the core does not know of.</summary>
internal sealed class DriverEvent
{
    private DriverEvent(DriverEventKind kind, DataChannelCore? channel, Exception? failure)
    {
        Kind = kind;
        Channel = channel;
        Failure = failure;
    }

    /// <summary>Gets what happened.</summary>
    public DriverEventKind Kind { get; }

    /// <summary>Gets the channel that a handler was added to; null where it was added to the connection.</summary>
    public DataChannelCore? Channel { get; }

    /// <summary>Gets what the application's code threw.</summary>
    public Exception? Failure { get; }

    public static DriverEvent HandlerAttached(DataChannelCore? channel) => new(DriverEventKind.HandlerAttached, channel, null);

    public static DriverEvent ApplicationFailed(Exception failure) => new(DriverEventKind.ApplicationFailed, null, failure);
}
