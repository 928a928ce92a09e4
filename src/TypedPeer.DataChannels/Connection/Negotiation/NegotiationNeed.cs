namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>
/// W3C's flag "negotiation needed" (section 4.7.3): it is told once until an exchange has ended, and only while none is under way.
/// </summary>
internal sealed class NegotiationNeed
{
    private bool _isTold;

    /// <summary>An exchange has ended, or was taken back: what is still needed is told again.</summary>
    public void OnStable() => _isTold = false;

    /// <summary>Looks at it anew; true if it is to be told now.</summary>
    public bool Update(SignalingState state, bool isNeeded)
    {
        if (state != SignalingState.Stable)
        {
            return false;
        }

        var isNews = isNeeded && !_isTold;
        _isTold = isNeeded;
        return isNews;
    }
}
