using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>The requests under way: which wait to be written, which wait for their answer, and until when.</summary>
internal sealed class IceTransactions(IceOptions options, IRandomSource random)
{
    private readonly List<IceTransaction> _active = [];
    private readonly Queue<IceTransaction> _outgoing = new();

    /// <summary>When the next one is sent again or given up.</summary>
    public long NextDeadline
    {
        get
        {
            long next = long.MaxValue;
            foreach (var transaction in _active)
                next = Math.Min(next, transaction.DueAt);

            return next;
        }
    }

    /// <summary>Starts a request; earlier ones of the pair are not retransmitted any more (RFC 8445, section 7.3.1.4).</summary>
    public void Start(IceCandidatePair pair, IceCheckKind kind)
    {
        if (kind is not IceCheckKind.Consent)
            Supersede(pair);

        var transaction = new IceTransaction(IceRandom.CreateTransactionId(random), pair, kind)
        {
            RetransmissionTimeout = kind switch
            {
                IceCheckKind.Consent => options.ConsentTimeout,
                IceCheckKind.Recheck => options.MaximumRetransmissionTimeout,
                _ => Math.Max(options.InitialRetransmissionTimeout, pair.RoundTripTime * 2),
            },
        };
        _active.Add(transaction);
        Enqueue(transaction);
    }

    /// <summary>Takes the next request to write. The caller writes it and calls <see cref="MarkSent"/>.</summary>
    public bool TryDequeue(out IceTransaction? transaction)
    {
        while (_outgoing.TryDequeue(out transaction))
        {
            if (!transaction.IsSuperseded && _active.Contains(transaction))
                return true;
        }

        return false;
    }

    /// <summary>Sets the clock of a request that was written just now.</summary>
    public static void MarkSent(IceTransaction transaction, IceOptions options, long now)
    {
        transaction.SentAt = now;
        transaction.Sends++;
        transaction.Pair.Unanswered++;
        transaction.Pair.Counters.RequestsSent++;
        transaction.Pair.Counters.ConsentRequestsSent += transaction.Kind == IceCheckKind.Consent ? 1 : 0;
        transaction.DueAt = now + transaction.RetransmissionTimeout;
        transaction.RetransmissionTimeout = Math.Min(
            transaction.RetransmissionTimeout * 2,
            Math.Max(options.MaximumRetransmissionTimeout, transaction.Pair.RoundTripTime * 2));
    }

    /// <summary>Ends a request that was answered.</summary>
    public void Complete(IceTransaction transaction) => _active.Remove(transaction);

    /// <summary>Finds a request by id and by where its response came from.</summary>
    public bool TryFind(StunTransactionId id, IDatagramPath path, IPEndPoint from, out IceTransaction? transaction)
    {
        foreach (var candidate in _active)
        {
            if (candidate.Id == id && candidate.Sends > 0 && candidate.Pair.Path == path && IceAddress.AreSame(candidate.Pair.RemoteEndPoint, from))
            {
                transaction = candidate;
                return true;
            }
        }

        transaction = null;
        return false;
    }

    /// <summary>Queues what is to be sent again; adds those that have run out of tries to <paramref name="expired"/>.</summary>
    public void Advance(long now, List<IceTransaction> expired)
    {
        for (int index = _active.Count - 1; index >= 0; index--)
        {
            var transaction = _active[index];
            if (transaction.DueAt > now)
                continue;

            bool retransmits = transaction.Kind is IceCheckKind.Connectivity or IceCheckKind.Nomination;
            if (retransmits && !transaction.IsSuperseded && transaction.Sends < options.MaximumTransmissions
                && transaction.Pair.Unanswered < options.MaximumUnansweredRequests)
            {
                Enqueue(transaction);
                continue;
            }

            _active.RemoveAt(index);
            if (!transaction.IsSuperseded)
                expired.Add(transaction);
        }
    }

    /// <summary>Forgets every request of a pair.</summary>
    public void Remove(IceCandidatePair pair) => _active.RemoveAll(transaction => transaction.Pair == pair);

    /// <summary>Forgets the requests of every pair of a session but one.</summary>
    public void RemoveGeneration(IceGeneration generation, IceCandidatePair? except) =>
        _active.RemoveAll(transaction => transaction.Pair.Generation == generation && transaction.Pair != except);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _active.Clear();
        _outgoing.Clear();
    }

    private void Supersede(IceCandidatePair pair)
    {
        for (int index = _active.Count - 1; index >= 0; index--)
        {
            var transaction = _active[index];
            if (transaction.Pair != pair || transaction.Kind is IceCheckKind.Consent || transaction.IsSuperseded)
                continue;

            transaction.IsSuperseded = true;
            transaction.DueAt = transaction.SentAt + options.MaximumRetransmissionTimeout;
            if (transaction.Sends == 0)
                _active.RemoveAt(index);
        }
    }

    private void Enqueue(IceTransaction transaction)
    {
        transaction.DueAt = long.MaxValue;
        _outgoing.Enqueue(transaction);
    }
}
