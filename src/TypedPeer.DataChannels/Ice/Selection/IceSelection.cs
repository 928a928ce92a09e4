using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Selection;

/// <summary>
/// Role, nomination and the choice of the pair that carries data, for both roles (RFC 8445, sections 7.2.5, 7.3.1 and 8).
/// Data starts on the first pair that works and follows the nomination; when the selected pair falls silent it goes to another that works.
/// </summary>
internal sealed class IceSelection(
    IceOptions options, IRandomSource random, IIceSelectionObserver observer, IceCheckList checkList, IceTransactions transactions)
{
    private readonly IceConsent _consent = new(options, random);
    private readonly IceNominator _nominator = new(options);
    private long _settledAt = long.MaxValue;
    private int _yields;
    private bool _isDoubtful;
    private long _lostAt = long.MaxValue;

    /// <summary>Whether this side nominates.</summary>
    public bool IsControlling { get; private set; }

    /// <summary>The pair that carries data.</summary>
    public IceCandidatePair? Selected { get; private set; }

    /// <summary>The selected pair has stopped answering.</summary>
    public bool IsUncertain { get; private set; }

    /// <summary>The path of the selected pair is gone, and there was no other: one is looked for until consent to send on that pair would have run out.</summary>
    public bool IsSearching => _lostAt != long.MaxValue;

    private bool NeedsPath => Selected is null || IsUncertain;

    /// <summary>Takes a role.</summary>
    public void SetRole(bool controlling)
    {
        if (controlling == IsControlling)
            return;

        IsControlling = controlling;
        _nominator.Reset();
        checkList.UpdatePriorities(controlling);
    }

    /// <summary>Compares roles with a request (RFC 8445, section 7.3.1.1). True: this side keeps its role, and the request is refused.</summary>
    public bool SettleConflict(in StunMessage request, ulong tieBreaker)
    {
        var conflicting = IsControlling ? StunAttributeType.IceControlling : StunAttributeType.IceControlled;
        if (!request.TryGetUInt64(conflicting, out ulong other))
            return false;

        bool staysOrBecomesControlling = tieBreaker >= other;
        if (staysOrBecomesControlling == IsControlling)
            return true;

        SetRole(staysOrBecomesControlling);
        return false;
    }

    /// <summary>
    /// The other side keeps the role we wrote into a request (RFC 8445, section 7.2.5.1): take the other one and try again.
    /// False when that has happened too often to be honest.
    /// </summary>
    public bool TryYieldRole(IceTransaction transaction)
    {
        if (transaction.AsControlling == IsControlling)
        {
            if (_yields++ >= options.MaximumYields)
                return false;

            SetRole(!IsControlling);
        }

        _nominator.OnFailed(transaction.Pair);
        Trigger(transaction.Pair);
        return true;
    }

    /// <summary>A verified check came in on a pair (RFC 8445, sections 7.3.1.4 and 7.3.1.5).</summary>
    public void OnChecked(IceCandidatePair pair, bool nominates, long now)
    {
        if (nominates && !IsControlling)
        {
            if (pair.State == IceCandidatePairState.Succeeded)
                OnNominatedByPeer(pair, now);
            else
                pair.NominateOnSuccess = true;
        }

        if (pair.State != IceCandidatePairState.Succeeded || (pair == Selected && IsUncertain))
            Trigger(pair);
    }

    /// <summary>A check was answered.</summary>
    public void OnAnswered(IceTransaction transaction, bool isCurrent, long now)
    {
        var pair = transaction.Pair;
        if (transaction.Sends == 1)
            pair.AddRoundTripSample(now - transaction.SentAt);

        pair.Unanswered = 0;
        pair.LastAnswerAt = now;
        _consent.OnAnswer(pair, transaction.SentAt);
        if (!isCurrent)
            return;

        if (pair.State != IceCandidatePairState.Succeeded)
            OnSucceeded(pair, now);
        if (transaction.Kind == IceCheckKind.Nomination && IsControlling)
        {
            pair.IsNominated = true;
            _nominator.OnNominated(pair);
            Select(pair, now);
        }
    }

    /// <summary>A check of a pair of this session's was answered that somebody else sent.</summary>
    public void OnProven(IceCandidatePair pair, long now)
    {
        pair.Unanswered = 0;
        pair.LastAnswerAt = now;
        OnSucceeded(pair, now);
    }

    /// <summary>A check was not answered, or was refused.</summary>
    public void OnExpired(IceTransaction transaction, long now)
    {
        var pair = transaction.Pair;
        bool isSpareAnswered = transaction.Kind == IceCheckKind.Consent && (pair == Selected || pair.LastAnswerAt > transaction.SentAt);
        if (isSpareAnswered || pair.IsTriggered)
            return;

        _nominator.OnFailed(pair);
        pair.State = IceCandidatePairState.Failed;
        pair.RecheckAt = pair == Selected
            ? now // It has worked and may come back any moment; consent ends this soon enough.
            : now + GetRecheckPause(pair);
    }

    /// <summary>Signalling has told more about a candidate that was learned from a check.</summary>
    public void ReplaceRemote(IceCandidate learned, IceCandidate signaled)
    {
        foreach (var pair in checkList.Pairs)
        {
            if (pair.Remote == learned)
                pair.Remote = signaled;
        }

        checkList.UpdatePriorities(IsControlling);
    }

    /// <summary>Forgets the pairs of a candidate that had to give way.</summary>
    public void Drop(IceCandidate candidate)
    {
        for (int index = checkList.Pairs.Count - 1; index >= 0; index--)
        {
            var pair = checkList.Pairs[index];
            if (pair.Remote == candidate && pair != Selected)
                Forget(pair);
        }
    }

    /// <summary>
    /// Forgets all pairs of a path that is gone. Where data travelled on one of them, another pair that works takes over at once; without one
    /// everything that is left is tried at once.
    /// </summary>
    public void RemovePath(IDatagramPath path, long now)
    {
        for (int index = checkList.Pairs.Count - 1; index >= 0; index--)
        {
            if (checkList.Pairs[index] is var pair && pair.Path == path)
                Forget(pair);
        }

        if (Selected is { } lost && lost.Path == path)
            Leave(lost, now);
    }

    /// <summary>
    /// The connection to an address is gone. One that this side has made it makes again when the pair is checked once more; one that the peer has
    /// made the peer makes again, from an address that is new.
    /// </summary>
    public void OnDisconnected(IDatagramPath path, IPEndPoint remote, long now)
    {
        if (checkList.Find(path, remote) is { } pair)
        {
            if (pair.Local.TcpType == "active")
                Fail(pair, now);
            else
                Forget(pair);
        }

        if (Selected is { } lost && lost.Path == path && IceAddress.AreSame(lost.RemoteEndPoint, remote))
            Leave(lost, now);
    }

    private void Fail(IceCandidatePair pair, long now)
    {
        transactions.Remove(pair);
        _nominator.OnFailed(pair);
        pair.State = IceCandidatePairState.Failed;
        pair.RecheckAt = now + GetRecheckPause(pair);
    }

    private void Leave(IceCandidatePair lost, long now)
    {
        transactions.Remove(lost);
        if (TryReplace(lost, now))
        {
            // That it works was found out up to one keep-alive ago.
            _consent.RenewNow(now);
            return;
        }

        _lostAt = lost.LastAnswerAt + options.ConsentTimeout;
        LookForOthers(now);
    }

    /// <summary>The peer checks from an address that is new: it may have moved, or a translator may have forgotten the old one, so consent is renewed at once.</summary>
    public void OnMoved(long now) => _consent.Suspect(now);

    /// <summary>Watches over consent. True when the selected pair was lost and there is no other.</summary>
    public bool Advance(long now)
    {
        bool isLost = now >= _lostAt;
        if (isLost)
            _lostAt = long.MaxValue;
        if (Selected is not null && _consent.HasExpired(now))
            isLost = !ReplaceLost(Selected, now);

        _consent.Advance(now, transactions);
        bool doubtful = Selected is not null && _consent.IsDoubtful(now);
        if (doubtful && !_isDoubtful && Selected!.State == IceCandidatePairState.Succeeded && checkList.Pairs.Contains(Selected))
            Trigger(Selected);

        bool uncertain = doubtful && _consent.IsUncertain(now);
        if (uncertain && !IsUncertain)
            LookForOthers(now);

        _isDoubtful = doubtful;
        IsUncertain = uncertain;
        return isLost;
    }

    /// <summary>Starts the checks that are due.</summary>
    public void StartChecks(long now, IcePacer pacer)
    {
        while (checkList.HasNext && pacer.TryTake(now) && checkList.TryTakeNext(out var pair))
            Start(pair!, IceCheckKind.Connectivity);

        int backups = 0;
        foreach (var pair in checkList.Pairs)
        {
            if (IsDueForRecheck(pair, now) && pacer.TryTake(now))
            {
                pair.Rechecks++;
                Start(pair, IceCheckKind.Recheck);
            }
            else if (IsBackup(pair) && backups++ < options.MaximumBackupPairs && now >= pair.KeepAliveAt)
            {
                pair.KeepAliveAt = now + IceRandom.Spread(random, options.KeepAliveInterval);
                transactions.Start(pair, IceCheckKind.Consent);
            }
        }

        if (IsControlling)
            _nominator.Advance(now, checkList, transactions);
    }

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public long GetDeadline(long now) => Math.Min(_lostAt, _consent.GetDeadline(now));

    /// <summary>When <see cref="StartChecks"/> has something to do.</summary>
    public long GetCheckDeadline(IcePacer pacer)
    {
        long next = checkList.HasNext ? pacer.NextAt : long.MaxValue;
        int backups = 0;
        foreach (var pair in checkList.Pairs)
        {
            if (MayBeRechecked(pair))
                next = Math.Min(next, Math.Max(pair.RecheckAt, pacer.NextAt));
            else if (IsBackup(pair) && backups++ < options.MaximumBackupPairs)
                next = Math.Min(next, pair.KeepAliveAt);
        }

        return IsControlling ? Math.Min(next, _nominator.NextDeadline) : next;
    }

    /// <summary>A new session begins; the selected pair stays until one of the new session works.</summary>
    public void OnRestart()
    {
        _nominator.Reset();
        _settledAt = long.MaxValue;
        _lostAt = long.MaxValue;
        _yields = 0;
    }

    /// <summary>Forgets everything but the role.</summary>
    public void Clear()
    {
        OnRestart();
        _consent.Start(null, 0);
        Selected = null;
        IsUncertain = false;
        _isDoubtful = false;
    }

    private void OnSucceeded(IceCandidatePair pair, long now)
    {
        pair.State = IceCandidatePairState.Succeeded;
        pair.Rechecks = 0;
        pair.KeepAliveAt = now + IceRandom.Spread(random, options.KeepAliveInterval);
        checkList.Unfreeze(pair);
        _nominator.OnSucceeded(now);
        if (pair.NominateOnSuccess && !IsControlling)
        {
            pair.NominateOnSuccess = false;
            OnNominatedByPeer(pair, now);
        }

        if (NeedsPath || Selected!.Generation != pair.Generation)
            Select(pair, now);
    }

    /// <summary>
    /// The controlling agent has chosen. Older agents nominate every pair that works and mean the best one, so for a while priority decides;
    /// later the newest nomination does, since then it is a change of mind.
    /// </summary>
    private void OnNominatedByPeer(IceCandidatePair pair, long now)
    {
        pair.IsNominated = true;
        if (_settledAt == long.MaxValue)
            _settledAt = now + options.NominationSettling;

        bool isFirst = Selected is not { IsNominated: true } || Selected.Generation != pair.Generation;
        if (isFirst || IsUncertain || now >= _settledAt || pair.Priority > Selected!.Priority)
            Select(pair, now);
    }

    private bool ReplaceLost(IceCandidatePair lost, long now)
    {
        lost.State = IceCandidatePairState.Failed;
        transactions.Remove(lost);
        _nominator.OnFailed(lost);
        return TryReplace(lost, now);
    }

    private bool TryReplace(IceCandidatePair lost, long now)
    {
        IsUncertain = true;
        if (checkList.FindBestSucceeded(lost) is { } other && other.LastAnswerAt + options.ConsentTimeout > now)
        {
            Select(other, now);
            return true;
        }

        Selected = null;
        IsUncertain = false;
        _isDoubtful = false;
        _consent.Start(null, now);
        return false;
    }

    private void Forget(IceCandidatePair pair)
    {
        transactions.Remove(pair);
        _nominator.OnFailed(pair);
        checkList.Remove(pair);
    }

    /// <summary>The selected pair is silent: everything is tried again at once, itself included.</summary>
    private void LookForOthers(long now)
    {
        foreach (var pair in checkList.Pairs)
        {
            if (pair.State == IceCandidatePairState.Succeeded)
            {
                _nominator.OnFailed(pair);
                Trigger(pair);
            }
            else if (pair.State == IceCandidatePairState.Failed)
            {
                pair.Rechecks = 0;
                pair.RecheckAt = now;
            }
        }
    }

    private void Select(IceCandidatePair pair, long now)
    {
        if (Selected == pair)
            return;

        bool isRescue = Selected is null || IsUncertain || _consent.IsOverdue(now) || (Selected is { } before && before.Generation != pair.Generation && !before.IsSameWay(pair));
        Selected = pair;
        IsUncertain = false;
        _isDoubtful = false;
        _lostAt = long.MaxValue;
        _consent.Start(pair, now);
        observer.OnSelectedPairChanged(pair, isRescue);
    }

    private void Trigger(IceCandidatePair pair)
    {
        pair.State = IceCandidatePairState.Waiting;
        _nominator.OnChecked(pair);
        checkList.Trigger(pair);
    }

    private void Start(IceCandidatePair pair, IceCheckKind kind)
    {
        if (pair.State == IceCandidatePairState.Succeeded)
            return;

        pair.State = IceCandidatePairState.InProgress;
        transactions.Start(pair, kind);
    }

    private long GetRecheckPause(IceCandidatePair pair) => Math.Min(options.RecheckInterval << Math.Min(pair.Rechecks, 16), options.MaximumRecheckInterval);

    private bool IsDueForRecheck(IceCandidatePair pair, long now) => MayBeRechecked(pair) && now >= pair.RecheckAt;

    /// <summary>While a relay or TCP is in use, whatever does without is tried again as well: a firewall may open.</summary>
    private bool MayBeRechecked(IceCandidatePair pair) =>
        (NeedsPath || pair.Detour < Selected!.Detour) && pair.State == IceCandidatePairState.Failed && pair.Unanswered < options.MaximumUnansweredRequests;

    private bool IsBackup(IceCandidatePair pair) => pair.State == IceCandidatePairState.Succeeded && pair != Selected;
}
