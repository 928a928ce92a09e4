namespace TypedPeer.Sessions.State;

/// <summary>How many bytes a session holds for its peer, as the arrays they lie in; and beside it what the objects of the peer's calls take. Each is bounded alike.</summary>
internal sealed class ReceiveBudget(long limit)
{
    /// <summary>Gets how many bytes are held: unread streams, and arguments and results that came.</summary>
    public long Held { get; private set; }

    /// <summary>Gets how many bytes the objects of the peer's calls take in memory beside what they hold, headers included.</summary>
    public long Objects { get; private set; }

    /// <summary>Gets a value indicating whether windows may grow: past half of what may be held, streams that have less come first.</summary>
    public bool MayGrow => Held < limit / 2;

    /// <summary>Takes bytes. False when that is more than may be held.</summary>
    public bool TryHold(int bytes)
    {
        if (Held + bytes > limit)
        {
            return false;
        }

        Held += bytes;
        return true;
    }

    /// <summary>Takes what a call of the peer brings, and what its objects take in memory.</summary>
    public bool TryHold(int bytes, int objects)
    {
        if (Objects + objects > limit || !TryHold(bytes))
        {
            return false;
        }

        Objects += objects;
        return true;
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(int bytes, int objects = 0)
    {
        Held -= bytes;
        Objects -= objects;
    }
}
