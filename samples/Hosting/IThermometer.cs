namespace TypedPeer.Samples.Hosting;

/// <summary>A device that can be asked, and watched.</summary>
[PeerContract]
public partial interface IThermometer
{
    /// <summary>Measures once, in degrees Celsius.</summary>
    ValueTask<double> MeasureAsync(string room, CancellationToken cancellationToken = default);

    /// <summary>Adjusts the device, which is not for everyone.</summary>
    [PeerAuthorize(Roles = "technician")]
    ValueTask AdjustAsync(double degrees);

    /// <summary>Measures so often.</summary>
    IAsyncEnumerable<Reading> WatchAsync(string room, int times, CancellationToken cancellationToken = default);
}
