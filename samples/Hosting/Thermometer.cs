using System.Runtime.CompilerServices;

namespace TypedPeer.Samples.Hosting;

/// <summary>Made anew for each call, with the services of that call's scope.</summary>
internal sealed class Thermometer(Calibration calibration) : IThermometer
{
    public ValueTask<double> MeasureAsync(string room, CancellationToken cancellationToken) => room switch
    {
        "attic" => ValueTask.FromResult(calibration.Correct(31.5)),
        "cellar" => ValueTask.FromResult(calibration.Correct(12.25)),
        "boiler" => throw new InvalidOperationException("sensor 7 on bus 2 gave no answer"),
        _ => throw new PeerException(PeerStatus.NotFound, $"There is no room called '{room}'."),
    };

    public ValueTask AdjustAsync(double degrees) => default;

    public async IAsyncEnumerable<Reading> WatchAsync(string room, int times, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++)
        {
            yield return new Reading(room, i + 1, await MeasureAsync(room, cancellationToken) + (i * 0.25));
        }
    }
}
