using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Api;

/// <summary>Closes a driver once nobody holds this any more, which is what the application's objects hold instead of the driver's own life.</summary>
internal sealed class DriverHandle(PeerDriver driver, TimeSpan closeTimeout) : IDisposable
{
#pragma warning disable MA0055 // A connection that was forgotten can be noticed in no other way.
    ~DriverHandle() => driver.Abandon(closeTimeout);
#pragma warning restore MA0055

    /// <summary>The driver was closed by whoever held this.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
