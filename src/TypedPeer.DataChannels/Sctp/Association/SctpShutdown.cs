using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Receiving;
using TypedPeer.DataChannels.Sctp.Sending;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>The graceful end (RFC 9260 section 9.2): SHUTDOWN once everything sent is acknowledged, SHUTDOWN ACK, SHUTDOWN COMPLETE.</summary>
internal sealed class SctpShutdown(SctpControlBlock block, SctpDataSender sender, SctpDataReceiver receiver)
{
    private bool _isDue;

    public void Start(long now)
    {
        if (block.State is SctpState.Closed or SctpState.CookieWait or SctpState.CookieEchoed)
        {
            block.Abort(SctpCause.UserInitiatedAbort, new SctpCloseReason(SctpCloseKind.LocalAbort, "Shut down before it was established."));
            return;
        }

        if (block.State != SctpState.Established)
        {
            return;
        }

        block.State = SctpState.ShutdownPending;
        StartGuard(now);
        Advance(now);
    }

    /// <summary>Goes on once nothing of ours is under way any more.</summary>
    public void Advance(long now)
    {
        if (block.State is not (SctpState.ShutdownPending or SctpState.ShutdownReceived) || !sender.IsDrained)
        {
            return;
        }

        block.State = block.State == SctpState.ShutdownPending ? SctpState.ShutdownSent : SctpState.ShutdownAckSent;
        block.Timers.Stop(SctpTimer.Retransmission);
        block.Timers.Stop(SctpTimer.Heartbeat);
        Repeat(now);
    }

    /// <summary>T2 expired, or the peer shows that it did not get what we sent.</summary>
    public void Repeat(long now)
    {
        _isDue = true;
        block.Timers.Start(SctpTimer.Shutdown, now + block.RoundTrip.Rto);
    }

    public void HandleTimeout(long now)
    {
        block.RoundTrip.BackOff();
        block.CountError(block.Options.MaxRetransmits);
        if (!block.IsOver)
        {
            Repeat(now);
        }
    }

    /// <summary>T5 expired: the peer answers, but never comes to an end.</summary>
    public void HandleGuard() =>
        block.Abort(SctpCause.UserInitiatedAbort, new SctpCloseReason(SctpCloseKind.Timeout, "The peer does not finish the shutdown."));

    public bool TryWrite(ref SctpPacketWriter writer)
    {
        if (!_isDue || writer.Remaining < SctpChunk.HeaderSize + sizeof(uint))
        {
            return false;
        }

        _isDue = false;
        if (block.State == SctpState.ShutdownAckSent)
        {
            writer.AddChunk(SctpChunkType.ShutdownAck, 0, 0);
            return true;
        }

        BinaryPrimitives.WriteUInt32BigEndian(writer.AddChunk(SctpChunkType.Shutdown, 0, sizeof(uint)), receiver.CumulativeTsn);
        return true;
    }

    /// <summary>Data came after our SHUTDOWN: it is acknowledged, and SHUTDOWN repeated with it.</summary>
    public void HandleLateData(long now)
    {
        if (block.State == SctpState.ShutdownSent)
        {
            receiver.RequireSack();
            Repeat(now);
        }
    }

    public void HandleShutdown(ReadOnlySpan<byte> value, long now)
    {
        if (value.Length < sizeof(uint))
        {
            return;
        }

        switch (block.State)
        {
            case SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived:
                block.State = SctpState.ShutdownReceived;
                StartGuard(now);
                sender.HandleShutdownTsn(BinaryPrimitives.ReadUInt32BigEndian(value), now);
                Advance(now);
                break;
            case SctpState.ShutdownSent:
                block.State = SctpState.ShutdownAckSent;
                Repeat(now);
                break;
            case SctpState.ShutdownAckSent:
                Repeat(now);
                break;
        }
    }

    public void HandleShutdownAck()
    {
        if (block.State is not (SctpState.ShutdownSent or SctpState.ShutdownAckSent))
        {
            return;
        }

        Span<byte> packet = stackalloc byte[SctpPacketWriter.HeaderSize + SctpChunk.HeaderSize];
        var writer = new SctpPacketWriter(packet);
        writer.AddChunk(SctpChunkType.ShutdownComplete, 0, 0);
        block.SendPacket(in writer, block.PeerTag);
        Finish();
    }

    public void HandleShutdownComplete()
    {
        if (block.State == SctpState.ShutdownAckSent)
        {
            Finish();
        }
    }

    /// <summary>T5 runs once, from the first sign of the end.</summary>
    private void StartGuard(long now)
    {
        if (!block.Timers.IsRunning(SctpTimer.ShutdownGuard))
        {
            block.Timers.Start(SctpTimer.ShutdownGuard, now + block.Options.ShutdownTimeout);
        }
    }

    private void Finish() => block.Close(new SctpCloseReason(SctpCloseKind.Shutdown, "Both sides finished."));
}
