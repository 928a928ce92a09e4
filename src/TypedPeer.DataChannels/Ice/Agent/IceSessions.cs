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

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>Begins a new session. Of those there are, the one that data travels under is kept, or the newest where it does not travel.</summary>
    public void Restart(IceGeneration? inUse)
    {
        bool isKept = inUse is null || inUse == Current;
        if ((isKept ? Previous : Current) is { } over)
            validated.Remove(over);
        if (isKept)
            Previous = Current;

        Current = new IceGeneration(IceCredentials.Create(random));
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

    /// <summary>Forgets the previous session.</summary>
    public void Close() => Previous = null;
}
