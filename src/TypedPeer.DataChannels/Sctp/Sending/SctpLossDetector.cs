using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>
/// Tells lost chunks from late ones: RACK (RFC 8985), which covers what RFC 9260 section 7.2.4 does with three missing reports. A
/// chunk is lost when one of a packet sent three or more later has arrived, as long as this path was never seen to reorder; or
/// when one sent later has arrived and a round trip with some slack has passed.
/// </summary>
internal sealed class SctpLossDetector(SctpControlBlock block, SctpOutstandingChunks chunks)
{
    private const int PacketThreshold = 3;

    /// <summary>After this many losses without a sign of spurious retransmission the slack shrinks again (RFC 8985 section 6.2).</summary>
    private const int Persistence = 16;

    private long _newestPacket;
    private long _newestRoundTrip;
    private uint _highestArrived = chunks.First - 1;
    private bool _hasSeenReordering;
    private int _slackFactor = 1;
    private int _lossesSinceDuplicate;
    private long _nextWidening;

    /// <summary>
    /// Whether a chunk that arrived had been held for lost although it was only late: it was not sent again yet, or too short a time ago for an
    /// answer to that.
    /// </summary>
    public static bool IsLate(in SctpSentChunk chunk, long now, long shortestTrip) =>
        chunk.State == SctpChunkState.Lost || (chunk.SendCount > 1 && now - chunk.SentAt < shortestTrip);

    /// <summary>A chunk has arrived for the first time, as far as we know; called before its state changes.</summary>
    public void OnArrived(ref readonly SctpSentChunk chunk, uint tsn, long now)
    {
        if (chunk.SendCount > 1)
        {
            // Too soon for an answer to the retransmission: it was the original that arrived, and it says nothing about later packets.
            if (now - chunk.SentAt < block.RoundTrip.Minimum)
            {
                return;
            }
        }
        else if (SerialNumber.IsBefore(tsn, _highestArrived))
        {
            _hasSeenReordering = true;
        }
        else
        {
            _highestArrived = tsn;
        }

        if (chunk.PacketNumber > _newestPacket)
        {
            _newestPacket = chunk.PacketNumber;
            _newestRoundTrip = now - chunk.SentAt;
        }
    }

    /// <summary>The peer received something twice: perhaps we took late for lost. Counted once per round trip.</summary>
    public void OnDuplicateReported(long now)
    {
        if (now < _nextWidening)
        {
            return;
        }

        _hasSeenReordering = true;
        _slackFactor++;
        _lossesSinceDuplicate = 0;
        _nextWidening = now + block.RoundTrip.Smoothed;
    }

    /// <summary>A loss was answered by the congestion control.</summary>
    public void OnLossEpisode()
    {
        if (++_lossesSinceDuplicate >= Persistence)
        {
            _slackFactor = 1;
        }
    }

    /// <summary>Whether the chunk in flight that was sent first is lost; if it may become so by waiting, the timer is set.</summary>
    public bool IsOldestLost(long now)
    {
        block.Timers.Stop(SctpTimer.Reordering);
        if (chunks.InFlightCount == 0)
        {
            return false;
        }

        ref var oldest = ref chunks[chunks.OldestInFlight];
        if (oldest.PacketNumber >= _newestPacket)
        {
            return false;
        }

        if (!_hasSeenReordering && _newestPacket - oldest.PacketNumber >= PacketThreshold)
        {
            return true;
        }

        var slack = Math.Min(block.RoundTrip.Minimum * _slackFactor / 4, block.RoundTrip.Smoothed);
        var deadline = oldest.SentAt + _newestRoundTrip + slack;
        if (deadline <= now)
        {
            return true;
        }

        block.Timers.Start(SctpTimer.Reordering, deadline);
        return false;
    }
}
