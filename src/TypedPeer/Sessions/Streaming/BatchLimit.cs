using TypedPeer.Sessions.Sending;

namespace TypedPeer.Sessions.Streaming;

/// <summary>
/// How many bytes of items are encoded before they are handed over. A chunk's worth as a rule; while the producer fills one quickly,
/// several, since they leave in one message and reach the consumer with one wake-up. No clock.
/// </summary>
internal struct BatchLimit
{
    /// <summary>What a batch has at least, unless the producer makes it wait: one chunk.</summary>
    public const int Least = SendScheduler.MaxChunk;

    /// <summary>
    /// What it has at most: with the headers of its packets it still leaves in one system call, which takes 64 KiB. A batch of 64 KiB
    /// needs a second one for the little that is left.
    /// </summary>
    public const int Most = 3 * SendScheduler.MaxChunk;

    /// <summary>In microseconds, how long a producer may take for <see cref="Least"/> bytes to be asked for more of them: it bounds how long the first item waits for the last.</summary>
    private const long Quick = 200;

    private int _limit;
    private long _since;

    /// <summary>Gets whether a batch of <paramref name="length"/> bytes may have to be handed over: whether <see cref="MayGrow"/> is to be asked.</summary>
    public readonly bool IsReached(int length) => length >= _limit;

    /// <summary>A batch gets its first item.</summary>
    public void Begin(long now)
    {
        _limit = Least;
        _since = now;
    }

    /// <summary>Raises the limit above <paramref name="length"/>, if the bytes up to here came quickly.</summary>
    public bool MayGrow(int length, long now)
    {
        if (length >= Most || now - _since > Quick)
        {
            return false;
        }

        _limit = Math.Min(length + Least, Most);
        _since = now;
        return true;
    }
}
