using System.Diagnostics.Metrics;

namespace TypedPeer.Signaling.Redis;

/// <summary>What is counted of a backplane, by the meter <c>TypedPeer.Signaling.Redis</c>.</summary>
internal sealed class BackplaneMetrics
{
    private readonly Counter<long> _failures;
    private readonly Counter<long> _invalid;
    private readonly Counter<long> _gone;
    private readonly Counter<long> _resets;
    private int _isConnected;

    public BackplaneMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("TypedPeer.Signaling.Redis");
        _failures = meter.CreateCounter<long>("typedpeer.redis.failures", "{operation}", "Operations that Redis did not answer.");
        _invalid = meter.CreateCounter<long>("typedpeer.redis.invalid", "{event}", "What came by Redis and was not as servers write it.");
        _gone = meter.CreateCounter<long>("typedpeer.redis.gone", "{client}", "Clients whose server no longer renewed them.");
        _resets = meter.CreateCounter<long>("typedpeer.redis.resets", "{reset}", "How often Redis had lost what it was told.");
        meter.CreateObservableGauge("typedpeer.redis.connected", () => Volatile.Read(ref _isConnected), null, "1 while Redis is there.");
    }

    public void Failed() => _failures.Add(1);

    public void Invalid() => _invalid.Add(1);

    public void Gone(int count) => _gone.Add(count);

    public void Reset() => _resets.Add(1);

    public void IsConnected(bool value) => Volatile.Write(ref _isConnected, value ? 1 : 0);
}
