using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TypedPeer.TestSupport;

/// <summary>What the meters of one application measure, added up by instrument and its one tag.</summary>
public sealed class MeasuredValues : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly string _meter;

    /// <summary>Begins to listen.</summary>
    /// <param name="factory">What made the application's meters, which tells them from those of others in the process.</param>
    /// <param name="meter">The meter's name.</param>
    public MeasuredValues(IMeterFactory factory, string meter)
    {
        _meter = meter;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Gets what an instrument has measured: a counter the sum so far, others the last value; null for nothing.</summary>
    /// <param name="name">The instrument, such as "typedpeer.signaling.refusals", with its tag after a space where it has one: "typedpeer.signaling.refusals invalid-key".</param>
    public long? this[string name]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _values.TryGetValue(name, out var value) ? value : null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_meter}: {string.Join(", ", _values.Select(static pair => $"{pair.Key} = {pair.Value}"))}";

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
        _values.AddOrUpdate(name, value, (_, before) => instrument.IsObservable ? value : before + value);
    }
}
