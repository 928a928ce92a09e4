namespace TypedPeer.Transfers.Progress;

/// <summary>Measures how fast a transfer goes, and tells of it now and then. One caller at a time.</summary>
internal sealed class ProgressMeter
{
    /// <summary>How seldom is told, in seconds: more often than ten times a second nobody looks.</summary>
    private const double Every = 0.1;

    /// <summary>How long what was counts, in seconds.</summary>
    private const double Memory = 3;

    private readonly IProgress<TransferProgress>? _progress;
    private readonly TimeProvider _time;
    private readonly long? _length;
    private long _told;
    private long _toldAt;
    private double _rate;
    private double _known;

    public ProgressMeter(IProgress<TransferProgress>? progress, long? length, TimeProvider time)
    {
        (_progress, _length, _time) = (progress, length, time);
        _toldAt = time.GetTimestamp();
    }

    /// <summary>An attempt begins with so many bytes there: they count for no rate.</summary>
    public void Begin(long bytes)
    {
        (_told, _toldAt) = (bytes, _time.GetTimestamp());
        Tell(bytes);
    }

    /// <summary>So many bytes are done.</summary>
    public void Reach(long bytes)
    {
        if (_progress is not null && _time.GetElapsedTime(_toldAt).TotalSeconds >= Every)
        {
            Measure(bytes);
            Tell(bytes);
        }
    }

    /// <summary>All is done.</summary>
    public void End(long bytes)
    {
        Measure(bytes);
        Tell(bytes);
    }

    private void Measure(long bytes)
    {
        var seconds = _time.GetElapsedTime(_toldAt).TotalSeconds;
        if (seconds <= 0)
        {
            return;
        }

        // A mean over what there is, until there is as much as counts.
        _known = Math.Min(Memory, _known + seconds);
        _rate += Math.Min(1, seconds / _known) * (((bytes - _told) / seconds) - _rate);
        (_told, _toldAt) = (bytes, _time.GetTimestamp());
    }

    private void Tell(long bytes) => _progress?.Report(new(bytes, _length, Math.Max(0, _rate)));
}
