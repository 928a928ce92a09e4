using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Core;

/// <summary>Reads the frames that are about calls and streams, and hands them to the side they are about (docs/protocol.md, "Frames").</summary>
internal sealed class CallFrames(SendScheduler send, OutgoingCallTable outgoing, IncomingCallTable incoming, ReferenceTable references, SharedContracts shared)
{
    /// <summary>Takes one frame. Null, or what the peer did wrong.</summary>
    public string? Dispatch(FrameType type, ref FrameReader reader, int frameSize, long now) => type switch
    {
        FrameType.CallCredit => OnCallCredit(ref reader),
        FrameType.Call => incoming.OnCall(ref reader, frameSize, now),
        FrameType.Arguments => OnPiece(ref reader, isResult: false),
        FrameType.Result => OnPiece(ref reader, isResult: true),
        FrameType.Cancel => OnCancel(ref reader),
        FrameType.Error => OnError(ref reader),
        FrameType.Handled => reader.TryVarint(out var handled) ? outgoing.OnHandled(handled, now) : "HANDLED is cut short",
        FrameType.Data or FrameType.DataEnd => OnData(ref reader, type == FrameType.DataEnd, now),
        FrameType.StreamError => OnStreamError(ref reader),
        FrameType.Credit => OnCredit(ref reader),
        FrameType.StreamStop => OnStreamStop(ref reader),
        FrameType.Release => reader.TryVarint(out var id) && reader.TryVarint(out var count) ? references.OnRelease(id, count) : "RELEASE is cut short",
        FrameType.Settle => OnSettle(ref reader),
        FrameType.Shared => shared.OnShared(ref reader),
        _ => (byte)type >= 0x80 ? null : $"a frame of the unknown type 0x{(byte)type:x2}",
    };

    /// <summary>Takes the frames of a datagram. Null, or what the peer did wrong.</summary>
    public string? ReadDatagram(ReadOnlySpan<byte> datagram)
    {
        var position = 0;
        while (position < datagram.Length)
        {
            var start = position;
            var type = (FrameType)datagram[position++];
            if (!Varint.TryRead(datagram, ref position, out var length) || length > (ulong)(datagram.Length - position))
            {
                return "a frame is longer than its datagram";
            }

            var reader = new FrameReader(datagram.Slice(position, (int)length));
            position += (int)length;
            var error = type == FrameType.Unreliable ? incoming.OnUnreliable(ref reader, position - start)
                : (byte)type >= 0x80 ? null
                : $"a frame of the type 0x{(byte)type:x2} in a datagram";
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private string? OnCallCredit(ref FrameReader reader)
    {
        if (!reader.TryVarint(long.MaxValue / 4, out var bytes))
        {
            return "CALL-CREDIT is cut short";
        }

        send.CallCredit = Math.Min(send.CallCredit + (long)bytes, long.MaxValue / 2);
        return null;
    }

    private string? OnPiece(ref FrameReader reader, bool isResult)
    {
        if (!reader.TryVarint(out var id) || !reader.TryVarint(isResult ? 3UL : 1, out var flags))
        {
            return isResult ? "RESULT is cut short" : "ARGUMENTS is cut short";
        }

        return isResult
            ? outgoing.OnResult(id, (ResultFlags)flags, reader.Rest)
            : incoming.OnArguments(id, flags == (ulong)ResultFlags.More, reader.Rest);
    }

    private string? OnCancel(ref FrameReader reader) =>
        reader.TryVarint(out var id) && reader.TryVarint(int.MaxValue, out var status) ? incoming.OnCancel(id, (PeerStatus)status) : "CANCEL is cut short";

    private string? OnError(ref FrameReader reader) =>
        reader.TryVarint(out var id) && reader.TryVarint(int.MaxValue, out var status) && reader.TryText(SendScheduler.MaxChunk, out var message)
            ? outgoing.OnError(id, (PeerStatus)status, message, reader.Rest)
            : "ERROR is cut short";

    private string? OnData(ref FrameReader reader, bool end, long now)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index))
        {
            return "DATA is cut short";
        }

        // The lowest bit tells whose call it is: set when the sender of the frame answers it.
        return (call & 1) == 0 ? incoming.OnData(call >> 1, index, reader.Rest, end, now) : outgoing.OnData(call >> 1, index, reader.Rest, end, now);
    }

    private string? OnStreamError(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index)
            || !reader.TryVarint(int.MaxValue, out var status) || !reader.TryText(SendScheduler.MaxChunk, out var message))
        {
            return "STREAM-ERROR is cut short";
        }

        return (call & 1) == 0 ? incoming.OnStreamError(call >> 1, index, (PeerStatus)status, message) : "STREAM-ERROR for a result, which ends with ERROR";
    }

    private string? OnCredit(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index) || !reader.TryVarint(long.MaxValue / 4, out var bytes))
        {
            return "CREDIT is cut short";
        }

        return (call & 1) == 0 ? incoming.OnCredit(call >> 1, index, (long)bytes) : outgoing.OnStreamControl(call >> 1, index, (long)bytes, stop: false);
    }

    private string? OnStreamStop(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index))
        {
            return "STREAM-STOP is cut short";
        }

        return (call & 1) == 0 ? "STREAM-STOP for a result, which ends with CANCEL" : outgoing.OnStreamControl(call >> 1, index, 0, stop: true);
    }

    private string? OnSettle(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var part) || !reader.TryVarint(out var taken)
            || !reader.TryVarint((ulong)SettleEnd.Call, out var end))
        {
            return "SETTLE is cut short";
        }

        // The peer names the call as its own frames do; the references are filed as frames from this side name it.
        return (call & 1) == 1
            ? outgoing.OnSettle(call >> 1, part, taken, (SettleEnd)end)
            : incoming.OnSettle(call >> 1, part, taken, (SettleEnd)end);
    }
}
