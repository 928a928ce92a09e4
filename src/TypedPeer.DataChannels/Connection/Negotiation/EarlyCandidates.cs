using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>
/// Candidates that overtook the description they belong to, within bounds. When they are too many, those of the name that has waited
/// longest give way, which nobody may answer to any more: an offer that was taken back, or ignored in glare.
/// </summary>
internal sealed class EarlyCandidates
{
    /// <summary>As many as one ICE session takes.</summary>
    public const int MaxCount = 256;

    /// <summary>How many sessions that are over are known by name: signalling that is late by more restarts than this does not happen.</summary>
    private const int MaxPast = 8;

    private readonly List<Entry> _entries = [];
    private readonly Queue<string> _past = new();

    /// <summary>Keeps a candidate; false when there is no room. One of a session that is over is of no use, and forgotten.</summary>
    public bool TryAdd(IceCandidateInit? init, IceCandidate? candidate)
    {
        var entry = new Entry(init, candidate);
        if (entry.UsernameFragment is { } fragment && _past.Contains(fragment))
        {
            return true;
        }

        if (_entries.Count >= MaxCount)
        {
            if (_entries[0].UsernameFragment is not { } oldest || oldest == entry.UsernameFragment)
            {
                return false;
            }

            _entries.RemoveAll(waiting => waiting.UsernameFragment == oldest);
        }

        _entries.Add(entry);
        return true;
    }

    /// <summary>Takes out what waited for a description: what bears its name, and what bears none.</summary>
    public List<Entry> TakeFor(RemoteSessionDescription description)
    {
        var taken = _entries.FindAll(IsMeant);
        _entries.RemoveAll(IsMeant);
        return taken;

        bool IsMeant(Entry entry) => entry.UsernameFragment is not { } fragment || description.Has(fragment);
    }

    /// <summary>A session is over: what comes of it from now on comes too late.</summary>
    public void Forget(string usernameFragment)
    {
        if (_past.Contains(usernameFragment))
        {
            return;
        }

        if (_past.Count >= MaxPast)
        {
            _past.Dequeue();
        }

        _past.Enqueue(usernameFragment);
        _entries.RemoveAll(entry => entry.UsernameFragment == usernameFragment);
    }

    /// <summary>What is kept of one; both null for the end of candidates.</summary>
    internal sealed record Entry(IceCandidateInit? Init, IceCandidate? Candidate)
    {
        /// <summary>Gets the name of the ICE session it is of; null if it gives none. An empty one is none: so Chromium writes the end of candidates.</summary>
        public string? UsernameFragment => Init?.UsernameFragment is { Length: > 0 } fragment ? fragment : Candidate?.UsernameFragment;
    }
}
