using System.Text;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Receiving;
using TypedPeer.DataChannels.Sctp.Sending;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>Checks received packets (RFC 9260 sections 6.8, 8.4 and 8.5) and hands their chunks to those who know them.</summary>
internal sealed class SctpChunkDispatcher(
    SctpControlBlock block,
    SctpDataSender sender,
    SctpDataReceiver receiver,
    SctpHandshake handshake,
    SctpHeartbeat heartbeat,
    SctpShutdown shutdown,
    SctpStreamReset reset)
{
    private const int MaxReasonLength = 256;

    public void HandlePacket(ReadOnlySpan<byte> packet, long now)
    {
        if (!SctpPacketHeader.TryRead(packet, out var header)
            || header.SourcePort != block.Options.RemotePort || header.DestinationPort != block.Options.LocalPort)
        {
            return;
        }

        var chunks = new SctpChunkReader(packet[SctpPacketWriter.HeaderSize..]);
        if (!chunks.TryRead(out var chunk))
        {
            return;
        }

        if (chunk.Type == SctpChunkType.Init)
        {
            if (header.VerificationTag == 0 && chunks.IsAtEnd)
            {
                handshake.HandleInit(chunk.Value, now);
            }

            return;
        }

        if (chunk.Type == SctpChunkType.CookieEcho)
        {
            if (!handshake.HandleCookieEcho(chunk.Value, header.VerificationTag, now) || !chunks.TryRead(out chunk))
            {
                return;
            }
        }
        else if (!IsTagValid(chunk, header.VerificationTag))
        {
            HandleOutOfTheBlue(chunk, header.VerificationTag);
            return;
        }

        heartbeat.OnHeard(now);
        while (HandleChunk(chunk, now) && !block.IsOver && chunks.TryRead(out chunk))
        {
        }

        if (!block.IsOver)
        {
            receiver.EndPacket(packet.Length, now);
            reset.Advance(now);
        }
    }

    private bool IsTagValid(in SctpChunk chunk, uint tag)
    {
        if (block.IsOver)
        {
            return false;
        }

        var isReflected = chunk.Type is SctpChunkType.Abort or SctpChunkType.ShutdownComplete
            && (chunk.Flags & SctpFlags.ReflectedTag) != 0;
        return isReflected ? tag == block.PeerTag && tag != 0 : tag == block.LocalTag;
    }

    /// <summary>Stray packets are not answered, except that a peer waiting for the end of a shutdown gets it (RFC 9260 section 8.4, rule 5).</summary>
    private void HandleOutOfTheBlue(in SctpChunk chunk, uint tag)
    {
        if (chunk.Type != SctpChunkType.ShutdownAck || !block.IsOver || tag != block.LocalTag)
        {
            return;
        }

        Span<byte> packet = stackalloc byte[SctpPacketWriter.HeaderSize + SctpChunk.HeaderSize];
        var writer = new SctpPacketWriter(packet);
        writer.AddChunk(SctpChunkType.ShutdownComplete, SctpFlags.ReflectedTag, 0);
        block.SendPacket(in writer, tag);
    }

    /// <summary>Handles one chunk; false when the rest of the packet is not to be read.</summary>
    private bool HandleChunk(in SctpChunk chunk, long now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.Data:
                HandleData(chunk, now);
                return true;
            case SctpChunkType.Sack:
                HandleSack(chunk.Value, now);
                return true;
            case SctpChunkType.InitAck:
                handshake.HandleInitAck(chunk.Value, now);
                return false;
            case SctpChunkType.CookieAck:
                handshake.HandleCookieAck(now);
                return true;
            case SctpChunkType.Heartbeat:
                heartbeat.HandleHeartbeat(chunk.Value);
                return true;
            case SctpChunkType.HeartbeatAck:
                heartbeat.HandleHeartbeatAck(chunk.Value, now);
                return true;
            case SctpChunkType.Abort:
                HandleAbort(chunk.Value);
                return false;
            case SctpChunkType.Error:
                HandleError(chunk.Value, now);
                return true;
            case SctpChunkType.Shutdown:
                shutdown.HandleShutdown(chunk.Value, now);
                return true;
            case SctpChunkType.ShutdownAck:
                shutdown.HandleShutdownAck();
                return true;
            case SctpChunkType.ShutdownComplete:
                shutdown.HandleShutdownComplete();
                return false;
            default:
                return HandleExtension(chunk, now);
        }
    }

    private bool HandleExtension(in SctpChunk chunk, long now)
    {
        switch (chunk.Type)
        {
            case SctpChunkType.ForwardTsn when block.MayReceiveData:
                receiver.HandleForwardTsn(chunk.Value);
                return true;
            case SctpChunkType.Reconfig when block.MayReceiveData || block.MaySendData:
                reset.HandleReconfig(chunk.Value, now);
                return true;
            case SctpChunkType.ForwardTsn or SctpChunkType.Reconfig:
                return true;
            case SctpChunkType.Init or SctpChunkType.CookieEcho:
                return false;
        }

        if ((chunk.Type & 0x40) != 0)
        {
            block.SendError(SctpCause.UnrecognizedChunk, chunk.Raw);
        }

        return (chunk.Type & 0x80) != 0;
    }

    /// <summary>The peer sends data only once it has our COOKIE ECHO, so its data stands for a COOKIE ACK that was lost.</summary>
    private void HandleData(in SctpChunk chunk, long now)
    {
        handshake.HandleCookieAck(now);
        if (block.MayReceiveData)
        {
            receiver.HandleData(chunk.Flags, chunk.Value);
            shutdown.HandleLateData(now);
        }
    }

    private void HandleSack(ReadOnlySpan<byte> value, long now)
    {
        handshake.HandleCookieAck(now);
        if (block.MaySendData && SctpSack.TryRead(value, out var sack))
        {
            sender.HandleSack(sack, now);
        }
    }

    private void HandleAbort(ReadOnlySpan<byte> value)
    {
        var message = "The peer aborted.";
        ushort? cause = null;
        var causes = new SctpParameterReader(value);
        if (causes.TryRead())
        {
            cause = causes.Type;
            var text = causes.Value[..Math.Min(causes.Value.Length, MaxReasonLength)];
            message = causes.Type == SctpCause.UserInitiatedAbort
                ? $"The peer aborted: {PeerText.Clean(Encoding.UTF8.GetString(text))}"
                : $"The peer aborted with cause {causes.Type}.";
        }

        block.Close(new SctpCloseReason(cause is null or SctpCause.UserInitiatedAbort ? SctpCloseKind.RemoteAbort : SctpCloseKind.RemoteError, message, cause));
    }

    private void HandleError(ReadOnlySpan<byte> value, long now)
    {
        var causes = new SctpParameterReader(value);
        while (causes.TryRead())
        {
            if (causes.Type == SctpCause.StaleCookie)
            {
                handshake.HandleStaleCookie(now);
            }
        }
    }
}
