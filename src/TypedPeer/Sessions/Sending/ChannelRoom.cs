namespace TypedPeer.Sessions.Sending;

/// <summary>
/// How much the channel is given ahead of the network: what it takes in a few milliseconds at the rate at which it was seen to take it, since a call that comes up waits behind all of it.
/// A channel that never has enough is given the most. Told the time, in microseconds; not thread-safe.
/// </summary>
/// <param name="most">The most bytes given ahead, and what is given before a rate is known.</param>
internal sealed class ChannelRoom(int most)
{
    /// <summary>
    /// The time, in microseconds, that what is given ahead lasts. 2 ms: half of it bridges the wake-up of the thread that gives more, and it is a small part of the round trip of any path that is slow
    /// enough for it to matter.
    /// </summary>
    private const long Time = 2_000;

    /// <summary>The least given ahead, in bytes: a few packets, so that they leave together.</summary>
    private const int Least = 4 * 1024;

    /// <summary>What is left of a rate that was higher, for each slower one seen. 0.8: a thread that woke late makes one measurement slow, and a path that changed is known after some.</summary>
    private const double Memory = 0.8;

    /// <summary>
    /// How long the channel must have had enough before its rate is measured again, in microseconds. 8 ms: packets leave in runs, and what leaves just when the channel is found full seems to take no time; over some
    /// fillings neither counts.
    /// </summary>
    private const long Measured = 4 * Time;

    /// <summary>Bytes in a microsecond; 0 before it was measured.</summary>
    private double _rate;
    private long _takenBytes;
    private long _takenTime;
    private long _fullSince = -1;
    private long _fullWith;

    /// <summary>Gets the bytes below which the channel is given more.</summary>
    public int Size => _rate == 0 ? most : Math.Max((int)(_rate * Time), Math.Min(Least, most));

    /// <summary>Gets the bytes at which a channel that had enough is given more.</summary>
    public int Low => Size / 2;

    /// <summary>The channel has enough.</summary>
    /// <param name="waiting">What waits in it, in bytes.</param>
    /// <param name="now">The time.</param>
    public void OnFull(long waiting, long now)
    {
        _fullWith = waiting;
        _fullSince = now;
    }

    /// <summary>The channel has taken what it had down to what <see cref="Low"/> was when it had enough, or had done so before anybody waited.</summary>
    public void OnLow(long now)
    {
        if (_fullSince < 0)
        {
            return;
        }

        _takenBytes += _fullWith - Low;
        _takenTime += now - _fullSince;
        _fullSince = -1;
        if (_rate == 0 || _takenTime >= Measured)
        {
            _rate = Math.Min(Math.Max(_takenBytes / (double)Math.Max(1, _takenTime), _rate * Memory), most / (double)Time);
            _takenBytes = 0;
            _takenTime = 0;
        }
    }
}
