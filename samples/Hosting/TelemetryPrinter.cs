using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TypedPeer.Hosting;

namespace TypedPeer.Samples.Hosting;

/// <summary>
/// Prints what OpenTelemetry would export. In an application of your own, <c>AddSource(PeerTelemetry.ActivitySourceName)</c> and
/// <c>AddMeter(PeerTelemetry.MeterName)</c> do the same with your exporter.
/// </summary>
internal sealed class TelemetryPrinter : IDisposable
{
    private readonly ConcurrentQueue<string> _spans = new();
    private readonly ConcurrentDictionary<string, int> _durations = new(StringComparer.Ordinal);
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public TelemetryPrinter()
    {
        _activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == PeerTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _spans.Enqueue($"trace {activity.TraceId.ToHexString()[..8]}  {activity.Kind,-6}  {activity.DisplayName}  {activity.Duration.TotalMilliseconds:0.0} ms  {activity.Status}"),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == PeerTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => _durations.AddOrUpdate(instrument.Name, 1, static (_, count) => count + 1));
        _meters.Start();
    }

    public void Print()
    {
        Console.WriteLine("spans (a call is one trace on both sides):");
        foreach (var span in _spans)
        {
            Console.WriteLine($"  {span}");
        }

        Console.WriteLine("measurements:");
        foreach (var (instrument, count) in _durations.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {instrument}: {count}");
        }
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }
}
