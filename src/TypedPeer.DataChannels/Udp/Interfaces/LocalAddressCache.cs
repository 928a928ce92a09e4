using System.Net;

namespace TypedPeer.DataChannels.Udp.Interfaces;

/// <summary>
/// Keeps one answer of the system for everybody who asks for local addresses: it costs half a millisecond or more, a tenth of what
/// opening a connection takes. Any thread may call anything.
/// </summary>
internal sealed class LocalAddressCache(Func<IPAddress[]> find, Func<long> milliseconds)
{
    /// <summary>How old an answer may be while nobody tells of changes: connections are often opened in groups.</summary>
    public const long Lifetime = 1000;

    /// <summary>How old an answer may be where changes are told of, should one ever be missed.</summary>
    public const long WatchedLifetime = 10_000;

    private Answer? _last;
    private int _changes;

    /// <summary>Gets or sets a value indicating whether <see cref="Invalidate"/> is called when addresses change.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Gets or sets a value indicating whether <see cref="Invalidate"/> is not called yet, and soon will be: until then no answer is used twice, since a restart that follows a change needs the new addresses.</summary>
    public bool IsYetToBeWatched { get; set; }

    /// <summary>Returns the addresses; asks the system when the last answer is too old.</summary>
    public IPAddress[] Get()
    {
        var now = milliseconds();
        var changes = Volatile.Read(ref _changes);
        var last = Volatile.Read(ref _last);
        if (last is null || last.Changes != changes || IsYetToBeWatched || now - last.TakenAt > (IsWatched ? WatchedLifetime : Lifetime))
        {
            // A change while the system is being asked makes the answer one of before the change.
            last = new Answer(now, changes, find());
            Volatile.Write(ref _last, last);
        }

        return last.Addresses;
    }

    /// <summary>The addresses have changed.</summary>
    public void Invalidate() => Interlocked.Increment(ref _changes);

    private sealed record Answer(long TakenAt, int Changes, IPAddress[] Addresses);
}
