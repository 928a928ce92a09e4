using TypedPeer.DataChannels.Connection;

namespace TypedPeer.DataChannels.Driver;

/// <summary>Turns events into calls of user code. Called in order, by one thread at a time, never under the lock.</summary>
internal interface IPeerEventSink
{
    /// <summary>Handles one event of the core's; returns the receive-window bytes it freed.</summary>
    long OnEvent(in PeerEvent item);

    /// <summary>Handles one event of the driver's own; returns the receive-window bytes it freed.</summary>
    long OnDriverEvent(DriverEvent item);

    /// <summary>Gets whether handling an event takes microseconds, whatever the user's code does. Called by the raising thread, or under the lock.</summary>
    bool IsPrompt(in PeerEvent item);
}
