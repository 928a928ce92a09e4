namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>Notices that the start loses too much to go on (draft-ietf-ccwg-bbr, "Exiting Startup Based on Packet Loss").</summary>
internal struct BbrStartupLoss
{
    private long _recoveryRound;
    private long _lastLost;
    private int _runs;

    public void NoteRecovery(long round) => _recoveryRound = _recoveryRound == 0 ? round : _recoveryRound;

    /// <summary>Another chunk is lost; those of packets that follow one another are one run.</summary>
    public void NoteLoss(long packet)
    {
        if (packet > _lastLost + 1 || packet < _lastLost)
        {
            _runs++;
        }

        _lastLost = packet;
    }

    /// <summary>At the end of a round: whether a round of recovery lost too much, in too many places.</summary>
    public bool IsTooMuch(in SctpAcknowledgement acknowledgement, long round)
    {
        var isTooMuch = _recoveryRound > 0 && round > _recoveryRound && _runs >= BbrParameters.StartupLosses
            && BbrBounds.IsTooMuch(acknowledgement.Sample.Lost, acknowledgement.Sample.Packet.InFlight);
        _runs = 0;
        return isTooMuch;
    }

    public void EndRecovery()
    {
        _recoveryRound = 0;
        _runs = 0;
    }
}
