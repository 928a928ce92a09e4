using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;

namespace TypedPeer.Sessions.Streams;

/// <summary>
/// How much of one stream may be on its way (docs/architecture.md, "The pace of streams"): twice what the path holds at the stream's own rate,
/// reckoned with the round trip of the empty path, so that the queue which the stream itself builds never makes its window grow.
/// On a short path a fixed amount bridges the pauses of threads; a fraction of that has to do while calls share the channel.
/// </summary>
/// <remarks>
/// The round trip of the empty path is the lowest one measured of late. Every <see cref="Renewal"/> the queue is let run empty for
/// one measurement; otherwise a standing queue would in time count as the path.
/// </remarks>
internal sealed class StreamPace(KeepAlive keepAlive)
{
    /// <summary>The least that may be on its way, in bytes: one chunk.</summary>
    private const long Least = SendScheduler.MaxChunk;

    /// <summary>
    /// What may be on its way beside calls on a path that holds nothing, in bytes: a call waits until as much is encrypted, sent and decrypted. Each KiB more gives the
    /// stream some 4 % and the slowest calls as much; with 2 more these take more than twice the time that they take alone.
    /// </summary>
    private const long ShortPathWindow = 26 * 1024;

    /// <summary>
    /// The least while nobody calls, in bytes: it bridges the pauses of busy threads, and is four milliseconds of a fast loopback. Half as
    /// much costs a twentieth of the rate there, more gains nothing.
    /// </summary>
    private const long LeastAlone = 2 * 1024 * 1024;

    /// <summary>
    /// The longest round trip, in microseconds, of a path that holds nothing: both ends are on one machine, or nearly. All that is on
    /// its way there waits for the threads at both ends, as calls do; more of it raises the rate, by which twice what the path holds
    /// at that rate would grow with its own queue.
    /// </summary>
    private const long ShortPath = 250;

    /// <summary>The longest round trip, in microseconds, that a short path is seen to have while the threads at its ends are busy.</summary>
    private const long NearlyShort = 10_000;

    /// <summary>
    /// How long what was on its way when the window shrank takes to arrive, in microseconds, where the round trip says less: <see cref="LeastAlone"/> at the rate of a busy
    /// loopback.
    /// </summary>
    private const long Emptying = 10_000;

    /// <summary>How old the lowest round trip may be, in microseconds: paths change.</summary>
    private const long Renewal = 10_000_000;

    /// <summary>When the round trip is measured anew for the first time, in microseconds: the one before was of code that ran for the first time.</summary>
    private const long FirstRenewal = 1_000_000;

    /// <summary>How often a path is measured before it counts as a longer one, where it was short or may be: a thread that wakes late makes it look so.</summary>
    private const int MostSamples = 4;

    private readonly CallRhythm _calls = new();
    private long? _renewed;
    private bool _isDraining;
    private bool _isMeasuring;
    private bool _wasShort;
    private int _samples;

    /// <summary>Notes a call that is no stream, in either direction.</summary>
    public void OnCall() => _calls.OnCall();

    /// <summary>A message has come, with all calls and answers in it.</summary>
    public void OnMessage(long now) => _calls.Note(now);

    /// <summary>Gets the limit, in bytes, for a stream that is consumed at <paramref name="rate"/> bytes a second.</summary>
    public long Limit(double rate, long now)
    {
        var besideCalls = _calls.IsCalling(now);
        var least = besideCalls ? Least : LeastAlone;
        var roundTrip = keepAlive.LowestRoundTrip;
        if (roundTrip == 0)
        {
            return least;
        }

        Renew(now);
        if (_isDraining)
        {
            return Least;
        }

        return besideCalls && roundTrip <= ShortPath ? ShortPathWindow : Math.Max(least, (long)(2 * rate * roundTrip / 1e6));
    }

    private void Renew(long now)
    {
        _renewed ??= now - Renewal + FirstRenewal;
        if (!_isDraining)
        {
            if (now - _renewed > Renewal)
            {
                _isDraining = true;
                _isMeasuring = false;
                _renewed = now;
                _wasShort = keepAlive.LowestRoundTrip <= ShortPath;
                _samples = 1;
            }
        }
        else if (!_isMeasuring)
        {
            // What was on its way when the window shrank has arrived by now.
            _isMeasuring = now - _renewed > Math.Max(keepAlive.RoundTrip, Emptying) && keepAlive.TryRenewLowest(now);
        }
        else if (!keepAlive.IsWaiting)
        {
            var lowest = keepAlive.LowestRoundTrip;
            var isDoubtful = lowest > ShortPath && (_wasShort || lowest <= NearlyShort) && _samples++ < MostSamples;
            _isDraining = isDoubtful && keepAlive.TryMeasure(now);
        }
    }
}
