using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>
/// The session under way and the one before the last restart, whose path carries data, under its old credentials, until the new one has a
/// path (RFC 8445, section 9).
/// </summary>
internal sealed class IceSessions(IceOptions options, IRandomSource random, IceValidatedAddresses validated)
{
    /// <summary>The session that checks are made for.</summary>
    public IceGeneration Current { get; private set; } = new(options.FirstCredentials ?? IceCredentials.Create(random));

    /// <summary>The one before it; null once it is over.</summary>
    public IceGeneration? Previous { get; private set; }

    /// <summary>
    /// The one that a restart offered to the other side will begin, which may check us under it before signalling brings its answer; null
    /// while none is offered. Its checks are answered, and change nothing of the current one.
    /// </summary>
    public IceGeneration? Prepared { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>Offers a session to the other side, or, with the credentials of the current one, none any more.</summary>
    public void Prepare(IceCredentials local)
    {
        if (Prepared?.Local == local)
            return;
        if (Prepared is not null)
            validated.Remove(Prepared);

        Prepared = local == Current.Local ? null : new IceGeneration(local);
    }

    /// <summary>Begins the session that was offered, or else a new one. Of those there are, the one that data travels under is kept, or the newest where it does not travel.</summary>
    public void Restart(IceGeneration? inUse)
    {
        bool isKept = inUse is null || inUse == Current;
        if ((isKept ? Previous : Current) is { } over)
            validated.Remove(over);
        if (isKept)
            Previous = Current;

        Current = Prepared ?? new IceGeneration(IceCredentials.Create(random));
        Prepared = null;
        NextDeadline = long.MaxValue;
    }

    /// <summary>A check was answered. Once data travels under the current session the other side follows before long, and the previous one goes.</summary>
    public void OnAnswered(IceGeneration? inUse, long now)
    {
        if (Previous is not null && NextDeadline == long.MaxValue && inUse == Current)
            NextDeadline = now + options.PreviousGenerationLifetime;
    }

    /// <summary>Forgets the previous session when its time is over.</summary>
    public void Advance(long now)
    {
        if (now < NextDeadline || Previous is null)
            return;

        validated.Remove(Previous);
        Previous = null;
        NextDeadline = long.MaxValue;
    }

    /// <summary>Forgets all but the current session.</summary>
    public void Close()
    {
        Previous = null;
        Prepared = null;
    }
}
