using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// One episode of loss: from the first chunk found lost until all that was under way then has arrived. Where every chunk held for lost turns out
/// to have been late it was no congestion, and what was done about it is taken back.
/// </summary>
internal sealed class SctpRecovery(ISctpCongestionControl congestion)
{
    private bool _isActive;
    private uint _endTsn;
    private int _lost;
    private int _spurious;

    /// <summary>Gets the last packet sent before the episode: what was sent up to it says nothing about the window after it.</summary>
    public long LastPacket { get; private set; }

    /// <summary>The first loss, or one among what was sent since the last episode began.</summary>
    public void Start(long lastPacket, uint nextTsn)
    {
        if (!_isActive)
        {
            _lost = 0;
            _spurious = 0;
        }

        _isActive = true;
        LastPacket = lastPacket;
        _endTsn = nextTsn;
    }

    /// <summary>Chunks are held for lost.</summary>
    public void OnLost(int count) => _lost += count;

    /// <summary>A chunk that was held for lost had only been late.</summary>
    public void OnLate() => _spurious++;

    /// <summary>What a SACK said is known: the episode may be over.</summary>
    public void Check(uint firstTsn)
    {
        if (!_isActive)
        {
            return;
        }

        if (_lost > 0 && _spurious >= _lost)
        {
            _isActive = false;
            congestion.OnRecoverySpurious();
        }
        else if (!SerialNumber.IsBefore(firstTsn, _endTsn))
        {
            _isActive = false;
            congestion.OnRecoveryEnded();
        }
    }
}
