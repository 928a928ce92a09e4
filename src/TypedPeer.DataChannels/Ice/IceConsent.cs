namespace TypedPeer.DataChannels.Ice;

/// <summary>
/// Consent to send on the selected pair (RFC 7675, section 5.1): a check every 4 to 6 s, each with a transaction of its own and sent once;
/// 30 s without an answer end it. It also notices early that answers stay away.
/// </summary>
internal sealed class IceConsent(IceOptions options, IIceRandom random)
{
    private IceCandidatePair? _pair;
    private long _nextAt = long.MaxValue;
    private long _lastAt;
    private int _missed;

    /// <summary>When to look again; later than <paramref name="now"/>, unless something is due.</summary>
    public long GetDeadline(long now)
    {
        if (_pair is null)
            return long.MaxValue;

        long next = Math.Min(_nextAt, ExpiresAt);
        return _missed == options.MissedConsentChecks && UncertainAt > now ? Math.Min(next, UncertainAt) : next;
    }

    private long ExpiresAt => _pair!.LastAnswerAt + options.ConsentTimeout;

    private long UncertainAt => _lastAt + options.ConsentAnswerTime;

    /// <summary>Begins with a pair whose check was answered; null ends it.</summary>
    public void Start(IceCandidatePair? pair, long now)
    {
        _pair = pair;
        _missed = 0;
        _nextAt = pair is null ? long.MaxValue : now + IceRandom.Spread(random, options.ConsentInterval);
    }

    /// <summary>The pair has answered any check.</summary>
    public void OnAnswer(IceCandidatePair pair)
    {
        if (pair == _pair)
            _missed = 0;
    }

    /// <summary>Starts the next check when it is time.</summary>
    public void Advance(long now, IceTransactions transactions)
    {
        if (_pair is null || now < _nextAt)
            return;

        transactions.Start(_pair, IceCheckKind.Consent);
        _missed++;
        _lastAt = now;
        _nextAt = now + IceRandom.Spread(random, options.ConsentInterval);
    }

    /// <summary>Whether consent has run out: nothing may be sent any more.</summary>
    public bool HasExpired(long now) => _pair is not null && now >= ExpiresAt;

    /// <summary>Whether several checks in a row stay unanswered.</summary>
    public bool IsUncertain(long now) =>
        _missed > options.MissedConsentChecks
        || (_missed == options.MissedConsentChecks && now >= UncertainAt);
}
