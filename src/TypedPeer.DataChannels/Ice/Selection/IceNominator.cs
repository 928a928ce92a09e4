using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Selection;

/// <summary>
/// Regular nomination by the controlling agent (RFC 8445, section 8.1.1), as early as sense allows: a pair of host candidates at once,
/// others when nothing better is pending or <see cref="IceOptions.NominationGrace"/> is over. A relayed pair, or one over TCP, is nominated until a more direct one works.
/// </summary>
internal sealed class IceNominator(IceOptions options)
{
    private long _graceEndsAt = long.MaxValue;
    private bool _isHeldBack;

    /// <summary>The pair nominated last.</summary>
    public IceCandidatePair? Nominated { get; private set; }

    /// <summary>The pair whose nomination waits for its answer.</summary>
    public IceCandidatePair? UnderWay { get; private set; }

    /// <summary>When to look again.</summary>
    public long NextDeadline => _isHeldBack ? _graceEndsAt : long.MaxValue;

    /// <summary>A pair has come to work.</summary>
    public void OnSucceeded(long now)
    {
        if (_graceEndsAt == long.MaxValue)
            _graceEndsAt = now + options.NominationGrace;
    }

    /// <summary>Starts a nomination if there is reason to.</summary>
    public void Advance(long now, IceCheckList checkList, IceTransactions transactions)
    {
        _isHeldBack = false;
        if (UnderWay is not null || checkList.FindBestSucceeded() is not { } best)
            return;

        // What is nominated stays, but for a relay, or TCP, which is left for whatever does without.
        if (Nominated is { } nominated && best.Detour >= nominated.Detour)
            return;

        if (!IsHostPair(best) && now < _graceEndsAt && checkList.HasPendingBetterThan(best))
        {
            _isHeldBack = true;
            return;
        }

        UnderWay = best;
        transactions.Start(best, IceCheckKind.Nomination);
    }

    /// <summary>A nomination was answered.</summary>
    public void OnNominated(IceCandidatePair pair)
    {
        Nominated = pair;
        UnderWay = null;
    }

    /// <summary>A pair has failed: another may be nominated.</summary>
    public void OnFailed(IceCandidatePair pair)
    {
        if (UnderWay == pair)
            UnderWay = null;
        if (Nominated == pair)
            Nominated = null;
    }

    /// <summary>The pair is checked anew, which ends a nomination under way: it starts again when the pair has answered.</summary>
    public void OnChecked(IceCandidatePair pair)
    {
        if (UnderWay == pair)
            UnderWay = null;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Nominated = null;
        UnderWay = null;
        _isHeldBack = false;
        _graceEndsAt = long.MaxValue;
    }

    private static bool IsHostPair(IceCandidatePair pair) =>
        pair.Local.Type == IceCandidateType.Host && pair.Remote.Type == IceCandidateType.Host;
}
