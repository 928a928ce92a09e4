using Microsoft.Extensions.Logging;

namespace TypedPeer.Samples.Hosting;

/// <summary>A scoped service: one for each call, gone when the call is over.</summary>
internal sealed partial class Calibration(ILogger<Calibration> logger) : IDisposable
{
    private int _corrections;

    public double Correct(double measured)
    {
        _corrections++;
        return measured - 0.5;
    }

    public void Dispose() => CallOver(logger, _corrections);

    [LoggerMessage(100, LogLevel.Information, "The call's scope is over after {Corrections} corrections")]
    private static partial void CallOver(ILogger logger, int corrections);
}
