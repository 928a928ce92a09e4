namespace TypedPeer.DataChannels.Driver;

/// <summary>Closes a driver once nobody holds this any more, which is what the application's objects hold instead of the driver's own life.</summary>
internal sealed class ForgottenDriver(PeerDriver driver, TimeSpan closeTimeout)
{
    ~ForgottenDriver() => driver.Abandon(closeTimeout);
}
