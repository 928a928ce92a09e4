using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>Candidates of the peer's for a description that is still to come, or never comes since its offer gave way: the browser would refuse them, and with them what waits for the answer.</summary>
internal sealed class EarlyCandidates
{
    /// <summary>As many as a peer has for two descriptions; the oldest goes for a newer one.</summary>
    private const int Most = 128;

    private const string Fragment = "a=ice-ufrag:";

    private readonly Queue<IceCandidateInit?> _kept = [];

    /// <summary>Keeps a candidate that the description does not know; false where it is to be added now.</summary>
    public bool TryKeep(IceCandidateInit? candidate, SessionDescription? description)
    {
        if (IsOf(candidate, description))
        {
            return false;
        }

        if (_kept.Count == Most)
        {
            _kept.Dequeue();
        }

        _kept.Enqueue(candidate);
        return true;
    }

    /// <summary>Takes those that a description knows; the others go on waiting.</summary>
    public List<IceCandidateInit?> Take(SessionDescription? description)
    {
        List<IceCandidateInit?> taken = [];
        for (var left = _kept.Count; left > 0; left--)
        {
            var candidate = _kept.Dequeue();
            if (IsOf(candidate, description))
            {
                taken.Add(candidate);
            }
            else
            {
                _kept.Enqueue(candidate);
            }
        }

        return taken;
    }

    private static bool IsOf(IceCandidateInit? candidate, SessionDescription? description)
    {
        if (description is null || candidate?.UsernameFragment is not { } fragment)
        {
            return description is not null;
        }

        var sdp = description.Sdp.AsSpan();
        foreach (var range in sdp.SplitAny('\r', '\n'))
        {
            var line = sdp[range];
            if (line.StartsWith(Fragment, StringComparison.Ordinal) && line[Fragment.Length..].Trim().SequenceEqual(fragment))
            {
                return true;
            }
        }

        return false;
    }
}
