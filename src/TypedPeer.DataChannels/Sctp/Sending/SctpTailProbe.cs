using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// Tail-loss probe (RFC 8985 section 7): when the last packets of a burst are lost nothing comes back that could tell. One more
/// packet after about two round trips brings a SACK, long before the retransmission timeout.
/// </summary>
internal sealed class SctpTailProbe(SctpControlBlock block, SctpOutstandingChunks chunks)
{
    private const long ShortestTimeout = 10_000;

    private bool _isAwaited;
    private bool _wasResent;
    private uint _awaitedTsn;

    /// <summary>Gets whether the next packet is to be a probe.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Sets the timer, unless a loss is known already, or T3-rtx would come first.</summary>
    public void Schedule(long now)
    {
        block.Timers.Stop(SctpTimer.TailLossProbe);
        if (_isAwaited || IsDue || chunks.InFlightCount == 0 || chunks.LostCount > 0 || chunks.AcknowledgedCount > 0)
        {
            return;
        }

        var trip = block.RoundTrip;
        var timeout = trip.HasSample ? Math.Max(2 * trip.Smoothed, ShortestTimeout) : block.Options.InitialRto;
        var isLonePacket = chunks[chunks.OldestInFlight].PacketNumber == chunks[chunks.Next - 1].PacketNumber;
        timeout += isLonePacket ? block.Options.PeerAcknowledgementDelay : 0;
        if (now + timeout < block.Timers[SctpTimer.Retransmission])
        {
            block.Timers.Start(SctpTimer.TailLossProbe, now + timeout);
        }
    }

    /// <summary>The time for a probe has come, if there still is something to probe for.</summary>
    public void Expire()
    {
        IsDue = chunks.InFlightCount > 0 && chunks.LostCount == 0 && block.MaySendData;
    }

    /// <summary>Chooses what to send again when there is nothing new: the last chunk, if its message allows it.</summary>
    public bool TryChooseChunk(SctpAbandonment abandonment, long now, out uint tsn)
    {
        tsn = chunks.Next - 1;
        ref var chunk = ref chunks[tsn];
        return chunk.State == SctpChunkState.InFlight && !abandonment.IsHopeless(ref chunk, now);
    }

    /// <summary>The probe was a retransmission of this chunk.</summary>
    public void OnResent(uint tsn)
    {
        _wasResent = true;
        _awaitedTsn = tsn;
    }

    /// <summary>A packet left; if a probe was due, that was it.</summary>
    public void OnSent()
    {
        if (IsDue)
        {
            IsDue = false;
            _isAwaited = true;
            _awaitedTsn = _wasResent ? _awaitedTsn : chunks.Next - 1;
        }
    }

    /// <summary>
    /// After a SACK: whether the probe replaced a chunk that had been lost, which nothing else would count as congestion. When the
    /// peer says it got something twice, the original had arrived.
    /// </summary>
    public bool HasRepairedLoss(bool duplicateReported)
    {
        if (!_isAwaited || !SerialNumber.IsAfter(chunks.First, _awaitedTsn))
        {
            return false;
        }

        var repaired = _wasResent && !duplicateReported;
        _isAwaited = false;
        _wasResent = false;
        return repaired;
    }

    public void Cancel()
    {
        block.Timers.Stop(SctpTimer.TailLossProbe);
        IsDue = false;
        _isAwaited = false;
        _wasResent = false;
    }
}
