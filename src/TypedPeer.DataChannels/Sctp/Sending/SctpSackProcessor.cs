using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>Applies SACKs to the outstanding chunks (RFC 9260 section 6.2.1), and says what was new in the last one.</summary>
internal sealed class SctpSackProcessor(
    SctpControlBlock block, SctpOutstandingChunks chunks, SctpLossDetector losses, SctpDeliveryRate rate, SctpRecovery recovery)
{
    private long _newestPacket;

    /// <summary>Gets whether the cumulative TSN moved.</summary>
    public bool HasAdvanced { get; private set; }

    /// <summary>Gets how many bytes were newly acknowledged that were sent outside of recovery.</summary>
    public long GrowthBytes { get; private set; }

    /// <summary>Gets the round trip of the newest packet acknowledged whose chunks were sent once; zero where there is none.</summary>
    public long RoundTrip { get; private set; }

    /// <summary>Gets whether anything was newly acknowledged.</summary>
    public bool HasNews { get; private set; }

    /// <summary>Gets how many chunks the last SACK's gap blocks covered.</summary>
    public int CoveredByGaps { get; private set; }

    /// <summary>Applies a SACK; false when it is old, or speaks of what was never sent, and nothing of it was used.</summary>
    public bool TryApply(in SctpSack sack, long now)
    {
        var cumulative = sack.CumulativeTsn;
        var advance = (int)(cumulative + 1 - chunks.First);
        if (advance < 0 || advance > chunks.Count || !sack.AreGapsValid(chunks.Count - advance))
        {
            return false;
        }

        HasAdvanced = advance > 0;
        HasNews = false;
        GrowthBytes = 0;
        _newestPacket = 0;
        RoundTrip = 0;
        rate.Begin();
        while (advance-- > 0)
        {
            Arrive(chunks.First, now);
            chunks.RemoveFirst();
        }

        CoveredByGaps = 0;
        for (var i = 0; i < sack.GapCount; i++)
        {
            var (start, end) = sack.GetGap(i);
            CoveredByGaps += end - start + 1;
            ApplyGap(cumulative + start, cumulative + end, now);
        }

        if (RoundTrip > 0)
        {
            block.RoundTrip.AddSample(RoundTrip, now);
        }

        return true;
    }

    private void ApplyGap(uint start, uint end, long now)
    {
        var tsn = start;
        while (!SerialNumber.IsAfter(tsn, end))
        {
            block.Steps++;
            Arrive(tsn, now);
            tsn = chunks[tsn].RunEnd + 1;
        }

        // Every chunk that was looked at now knows how far its run goes: whatever the next gap block begins with, the way is short.
        var last = tsn - 1;
        for (tsn = start; tsn != last + 1;)
        {
            ref var chunk = ref chunks[tsn];
            tsn = chunk.RunEnd + 1;
            chunk.RunEnd = last;
        }
    }

    private void Arrive(uint tsn, long now)
    {
        ref var chunk = ref chunks[tsn];
        if (chunk.State is not (SctpChunkState.InFlight or SctpChunkState.Lost))
        {
            return;
        }

        HasNews = true;
        losses.OnArrived(ref chunk, tsn, now);
        if (SctpLossDetector.IsLate(in chunk, now, block.RoundTrip.Minimum))
        {
            recovery.OnLate();
        }

        var bytes = chunk.Length + SctpOutstandingChunks.ChunkOverhead;
        rate.OnDelivered(chunk.PacketNumber, bytes);
        if (chunk.PacketNumber > recovery.LastPacket)
        {
            GrowthBytes += bytes;
        }

        // Karn: what was sent twice measures nothing (RFC 9260 section 6.3.1, C5).
        if (chunk.SendCount == 1 && chunk.PacketNumber > _newestPacket)
        {
            _newestPacket = chunk.PacketNumber;
            RoundTrip = Math.Max(1, now - chunk.SentAt);
        }

        chunks.Acknowledge(tsn);
    }
}
