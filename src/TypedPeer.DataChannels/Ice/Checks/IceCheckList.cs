using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>
/// The pairs in order of priority and the queue of triggered checks (RFC 8445, sections 6.1.2 and 6.1.4). One data stream and one component: one list.
/// Frozen pairs only come after waiting ones: with one component there is nothing to gain by holding them back for seconds.
/// </summary>
internal sealed class IceCheckList(IceOptions options)
{
    private readonly List<IceCandidatePair> _pairs = [];
    private readonly Queue<IceCandidatePair> _triggered = new();

    /// <summary>All pairs, best first.</summary>
    public IReadOnlyList<IceCandidatePair> Pairs => _pairs;

    /// <summary>Whether a pair waits for its first check or for a triggered one.</summary>
    public bool HasNext => TryPeekNext() is not null;

    /// <summary>Finds the pair of a path and a remote address.</summary>
    public IceCandidatePair? Find(IDatagramPath path, IPEndPoint remote)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Path == path && IceAddress.AreSame(pair.RemoteEndPoint, remote))
                return pair;
        }

        return null;
    }

    /// <summary>
    /// Adds a pair. In a full list it takes the place of the least useful one; false if that is the new pair itself.
    /// A pair learned from a verified check always finds a place unless everything works already.
    /// </summary>
    public bool Add(IceCandidatePair pair, bool learned, IceCandidatePair? inUse, out IceCandidatePair? evicted)
    {
        evicted = null;
        if (_pairs.Count >= options.MaximumPairs)
        {
            evicted = FindLeastUseful(inUse, out int share);
            if (evicted is null || (!learned && evicted.State != IceCandidatePairState.Failed && !IsMoreUseful(pair, evicted, share)))
            {
                evicted = null;
                return false;
            }

            _pairs.Remove(evicted);
        }

        pair.State = IsFirstOfFoundation(pair) ? IceCandidatePairState.Waiting : IceCandidatePairState.Frozen;
        Insert(pair);
        return true;
    }

    /// <summary>Forgets a pair.</summary>
    public void Remove(IceCandidatePair pair) => _pairs.Remove(pair);

    /// <summary>Puts a pair into the triggered queue, once.</summary>
    public void Trigger(IceCandidatePair pair)
    {
        if (pair.IsTriggered)
            return;

        pair.IsTriggered = true;
        _triggered.Enqueue(pair);
    }

    /// <summary>Takes the pair to check now: triggered ones first, then the best waiting one, then the best frozen one.</summary>
    public bool TryTakeNext(out IceCandidatePair? pair)
    {
        while (_triggered.TryDequeue(out pair))
        {
            pair.IsTriggered = false;
            if (_pairs.Contains(pair))
                return true;
        }

        pair = TryPeekNext();
        return pair is not null;
    }

    /// <summary>A working pair lets the frozen ones of its foundation go (RFC 8445, section 7.2.5.3.3).</summary>
    public void Unfreeze(IceCandidatePair succeeded)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == IceCandidatePairState.Frozen && HaveSameFoundation(pair, succeeded))
                pair.State = IceCandidatePairState.Waiting;
        }
    }

    /// <summary>The best pair that works.</summary>
    public IceCandidatePair? FindBestSucceeded(IceCandidatePair? except = null)
    {
        foreach (var pair in _pairs)
        {
            if (pair.State == IceCandidatePairState.Succeeded && pair != except)
                return pair;
        }

        return null;
    }

    /// <summary>Whether a better pair may still come to work.</summary>
    public bool HasPendingBetterThan(IceCandidatePair pair)
    {
        foreach (var other in _pairs)
        {
            if (other.Priority <= pair.Priority)
                return false;
            if (other.State is IceCandidatePairState.Frozen or IceCandidatePairState.Waiting or IceCandidatePairState.InProgress)
                return true;
        }

        return false;
    }

    /// <summary>Computes all priorities anew after the role or a candidate has changed.</summary>
    public void UpdatePriorities(bool controlling)
    {
        foreach (var pair in _pairs)
            pair.UpdatePriority(controlling);

        _pairs.Sort(static (left, right) => right.Priority.CompareTo(left.Priority));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _pairs.Clear();
        _triggered.Clear();
    }

    private static bool HaveSameFoundation(IceCandidatePair left, IceCandidatePair right) =>
        left.Local.Foundation == right.Local.Foundation && left.Remote.Foundation == right.Remote.Foundation;

    private IceCandidatePair? TryPeekNext()
    {
        if (_triggered.TryPeek(out var triggered))
            return triggered;

        IceCandidatePair? frozen = null;
        foreach (var pair in _pairs)
        {
            if (pair.State == IceCandidatePairState.Waiting)
                return pair;
            if (pair.State == IceCandidatePairState.Frozen)
                frozen ??= pair;
        }

        return frozen;
    }

    private bool IsFirstOfFoundation(IceCandidatePair pair)
    {
        bool first = true;
        foreach (var other in _pairs)
        {
            if (!HaveSameFoundation(pair, other))
                continue;
            if (other.State == IceCandidatePairState.Succeeded)
                return true;

            first = false;
        }

        return first;
    }

    /// <summary>
    /// A pair that failed, or else one nobody has tried, of the remote candidate that has most of them: a peer on a machine with many
    /// networks has many good-looking addresses, and the only one that works may be the last.
    /// </summary>
    private IceCandidatePair? FindLeastUseful(IceCandidatePair? inUse, out int share)
    {
        share = 0;
        IceCandidatePair? untried = null;
        for (int index = _pairs.Count - 1; index >= 0; index--)
        {
            var pair = _pairs[index];
            if (pair == inUse)
                continue;
            if (pair.State == IceCandidatePairState.Failed)
                return pair;
            if (pair.State is IceCandidatePairState.Waiting or IceCandidatePairState.Frozen && CountOf(pair.Remote) is var count && count > share)
                (untried, share) = (pair, count);
        }

        return untried;
    }

    private bool IsMoreUseful(IceCandidatePair pair, IceCandidatePair than, int share) =>
        CountOf(pair.Remote) + 1 is var own && (own < share || (own == share && pair.Priority > than.Priority));

    private int CountOf(IceCandidate remote)
    {
        int count = 0;
        foreach (var pair in _pairs)
        {
            if (ReferenceEquals(pair.Remote, remote))
                count++;
        }

        return count;
    }

    private void Insert(IceCandidatePair pair)
    {
        int index = 0;
        while (index < _pairs.Count && _pairs[index].Priority >= pair.Priority)
            index++;

        _pairs.Insert(index, pair);
    }
}
