using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>The sender's side of partial reliability (RFC 3758 section 3.5): gives messages up as a whole, and moves the peer past them.</summary>
internal sealed class SctpAbandonment(SctpControlBlock block, SctpOutstandingChunks chunks, SctpSendQueue queue)
{
    private const int FixedSize = 4;

    /// <summary>How many TSNs one FORWARD TSN passes at most: a peer that lags behind for long makes each of them cost no more than a packet does.</summary>
    private const int LongestStep = 1024;

    private bool _isDue;
    private long _number;
    private uint _reached = chunks.First - 1;
    private uint _sentPoint = chunks.First - 1;
    private long _sentAt;

    /// <summary>Gets the "Advanced.Peer.Ack.Point": all up to it is acknowledged or given up.</summary>
    public uint AdvancedPoint { get; private set; } = chunks.First - 1;

    /// <summary>Whether a chunk found lost is no longer worth sending.</summary>
    public bool IsHopeless(ref readonly SctpSentChunk chunk, long now) =>
        block.PeerSupportsForwardTsn
        && (chunk.Message.ExpiresAt <= now || chunk.SendCount > chunk.Message.MaxRetransmits);

    /// <summary>Gives up all chunks of a message, sent or not.</summary>
    public void Abandon(SctpOutgoingMessage message, long now)
    {
        var tsn = SerialNumber.IsBefore(message.FirstTsn, chunks.First) ? chunks.First : message.FirstTsn;
        for (; tsn != chunks.Next && chunks[tsn].Message == message; tsn++)
        {
            chunks.Abandon(tsn);
        }

        if (message.Sent < message.Length)
        {
            chunks.AddAbandoned(message);
            queue.Discard(message);
        }

        Advance(now);
    }

    /// <summary>Moves the advanced point as far as it goes. A FORWARD TSN is due when it moved, and once per round trip while the peer has not caught up.</summary>
    public void Advance(long now)
    {
        if (SerialNumber.IsBefore(AdvancedPoint, chunks.First - 1))
        {
            AdvancedPoint = chunks.First - 1;
        }

        while (AdvancedPoint + 1 != chunks.Next && chunks[AdvancedPoint + 1].State == SctpChunkState.Abandoned)
        {
            AdvancedPoint++;
        }

        // One that could not say all is followed by the next as soon as the peer is as far.
        var isAtStep = _reached == chunks.First - 1 && _reached != _sentPoint;
        _isDue = AdvancedPoint != chunks.First - 1
            && (AdvancedPoint != _sentPoint || isAtStep || now - _sentAt >= block.RoundTrip.Smoothed);
    }

    /// <summary>Whatever was sent is taken for lost.</summary>
    public void OnTimeout(long now)
    {
        _sentPoint = chunks.First - 1;
        Advance(now);
    }

    /// <summary>Writes FORWARD TSN (RFC 3758 section 3.2) if it is due and fits, as far as it fits.</summary>
    public bool TryWrite(ref SctpPacketWriter writer, long now)
    {
        if (!_isDue || writer.Remaining < SctpChunk.HeaderSize + FixedSize + 4)
        {
            return false;
        }

        var value = writer.Free[SctpChunk.HeaderSize..];
        var length = FixedSize;
        var point = chunks.First - 1;
        _number++;
        var limit = point + LongestStep;
        SctpOutgoingMessage? previous = null;
        for (var tsn = chunks.First; !SerialNumber.IsAfter(tsn, AdvancedPoint) && !SerialNumber.IsAfter(tsn, limit); tsn++)
        {
            block.Steps++;
            var message = chunks[tsn].Message;
            if (!message.IsUnordered && message != previous && !TryNote(message, value, ref length))
            {
                break;
            }

            previous = message;
            point = tsn;
        }

        BinaryPrimitives.WriteUInt32BigEndian(value, point);
        BinaryPrimitives.WriteUInt32BigEndian(
            writer.Free, ((uint)SctpChunkType.ForwardTsn << 24) | (uint)(SctpChunk.HeaderSize + length));
        writer.Commit(SctpChunk.HeaderSize + length);
        _isDue = false;
        _sentPoint = AdvancedPoint;
        _reached = point;
        _sentAt = now;
        return true;
    }

    /// <summary>Notes the highest sequence number passed in the message's stream.</summary>
    private bool TryNote(SctpOutgoingMessage message, Span<byte> value, ref int length)
    {
        var stream = message.Stream;
        if (stream.ForwardTsnNumber != _number)
        {
            if (length + 4 > value.Length)
            {
                return false;
            }

            stream.ForwardTsnNumber = _number;
            stream.ForwardTsnPosition = length;
            BinaryPrimitives.WriteUInt16BigEndian(value[length..], stream.Id);
            length += 4;
        }

        BinaryPrimitives.WriteUInt16BigEndian(value[(stream.ForwardTsnPosition + 2)..], message.Sequence);
        return true;
    }
}
