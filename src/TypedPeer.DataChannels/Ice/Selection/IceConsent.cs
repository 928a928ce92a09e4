using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Selection;

/// <summary>
/// Consent to send on the selected pair (RFC 7675, section 5.1): a check every 4 to 6 s, each with a transaction of its own and sent once;
/// 30 s without an answer end it. It also notices early that answers stay away: the first check that is overdue raises doubt,
/// whereupon the pair is checked with retransmissions, and when none of these is answered either the pair is uncertain.
/// </summary>
internal sealed class IceConsent(IceOptions options, IRandomSource random)
{
    private IceCandidatePair? _pair;
    private long _nextAt = long.MaxValue;
    private long _selectedAt;
    private long _startedAt;
    private long _unansweredSince = long.MaxValue;
    private long _suspectedAt = long.MaxValue;

    /// <summary>When to look again; later than <paramref name="now"/>, unless something is due.</summary>
    public long GetDeadline(long now)
    {
        if (_pair is null)
            return long.MaxValue;

        long next = Math.Min(_nextAt, ExpiresAt);
        if (_unansweredSince == long.MaxValue)
            return next;
        if (DoubtfulAt > now)
            return Math.Min(next, DoubtfulAt);

        return UncertainAt > now ? Math.Min(next, UncertainAt) : next;
    }

    private long ExpiresAt => _pair!.LastAnswerAt + options.ConsentTimeout;

    private long DoubtfulAt => _unansweredSince + (IsSuspected ? PromptAnswerTime : options.ConsentAnswerTime);

    /// <summary>Three of the retransmissions that doubt begins with have gone unanswered by then, where there is reason to expect that.</summary>
    private long UncertainAt => DoubtfulAt + (IsSuspected ? 3 * PromptAnswerTime : options.DoubtTime);

    private bool IsSuspected => _suspectedAt != long.MaxValue;

    private long PromptAnswerTime => Math.Min(options.ConsentAnswerTime, Math.Max(options.InitialRetransmissionTimeout, _pair!.RoundTripTime * 2));

    /// <summary>Begins with a pair whose check was answered; null ends it.</summary>
    public void Start(IceCandidatePair? pair, long now)
    {
        _pair = pair;
        _selectedAt = now;
        _startedAt = now;
        _unansweredSince = long.MaxValue;
        _suspectedAt = long.MaxValue;
        _nextAt = pair is null ? long.MaxValue : now + IceRandom.Spread(random, options.ConsentInterval);
    }

    /// <summary>The pair has answered any check. Under suspicion only one counts that was sent since.</summary>
    public void OnAnswer(IceCandidatePair pair, long sentAt)
    {
        if (pair != _pair || (IsSuspected && sentAt < _suspectedAt))
            return;

        _unansweredSince = long.MaxValue;
        _suspectedAt = long.MaxValue;
    }

    /// <summary>Has the next check leave no later.</summary>
    public void RenewNow(long now) => _nextAt = Math.Min(_nextAt, now);

    /// <summary>There is reason to think that the path is no more: a check leaves at once, unless one left a moment ago, and its answer is not waited for long. While pairs have only just begun to work there is no such reason.</summary>
    public void Suspect(long now)
    {
        if (_pair is null || IsSuspected || now - _selectedAt < options.ConsentAnswerTime)
            return;

        _suspectedAt = now;
        RenewNow(Math.Max(now, _startedAt + PromptAnswerTime));
    }

    /// <summary>Starts the next check when it is time.</summary>
    public void Advance(long now, IceTransactions transactions)
    {
        if (_pair is null || now < _nextAt)
            return;

        transactions.Start(_pair, IceCheckKind.Consent);
        _startedAt = now;
        _unansweredSince = Math.Min(_unansweredSince, now);
        _nextAt = now + IceRandom.Spread(random, options.ConsentInterval);
    }

    /// <summary>Whether consent has run out: nothing may be sent any more.</summary>
    public bool HasExpired(long now) => _pair is not null && now >= ExpiresAt;

    /// <summary>Whether an answer that should have come by now has not.</summary>
    public bool IsOverdue(long now) => _unansweredSince != long.MaxValue && now - _unansweredSince >= _pair!.RoundTripTime * 3 / 4;

    /// <summary>Whether a check is overdue for so long that the pair is doubted.</summary>
    public bool IsDoubtful(long now) => _unansweredSince != long.MaxValue && now >= DoubtfulAt;

    /// <summary>Whether that has lasted.</summary>
    public bool IsUncertain(long now) => _unansweredSince != long.MaxValue && now >= UncertainAt;
}
