namespace TypedPeer.Sessions.Wire;

/// <summary>Every frame a session writes, in one place (docs/protocol.md, "Frames").</summary>
internal static class Frames
{
    /// <summary>The bytes <c>TPP</c> at the start of HELLO, so that a stranger on the other end is recognised at once.</summary>
    public static ReadOnlySpan<byte> Magic => "TPP"u8;

    public const int Version = 1;

    public static void Ping(FrameQueue queue, FrameType type, ulong token)
    {
        var writer = Begin(queue, type, sizeof(ulong));
        writer.UInt64(token);
        queue.Commit(writer.Position);
    }

    public static void Goodbye(FrameQueue queue, PeerStatus status, ulong lastCall, string message, int room)
    {
        var utf8 = Utf8.Truncated(message, Math.Max(0, room - 48));
        var writer = Begin(queue, FrameType.Goodbye, Varint.Size((ulong)status) + Varint.Size(lastCall) + FrameWriter.StringSize(utf8.Length));
        writer.Varint((ulong)status);
        writer.Varint(lastCall);
        writer.String(utf8);
        queue.Commit(writer.Position);
    }

    public static void Finished(FrameQueue queue) => queue.Commit(Begin(queue, FrameType.Finished, 0).Position);

    public static void CallCredit(FrameQueue queue, long bytes)
    {
        var writer = Begin(queue, FrameType.CallCredit, Varint.Size((ulong)bytes));
        writer.Varint((ulong)bytes);
        queue.Commit(writer.Position);
    }

    public static int CallHeaderSize(ulong id, CallFlags flags, int extras) =>
        FrameWriter.MaxHeader + Varint.Size(id) + Varint.Size((ulong)flags) + sizeof(ulong) + extras;

    public static void Call(FrameQueue queue, ulong id, CallFlags flags, ulong method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> extras, ReadOnlySpan<byte> arguments)
    {
        var length = Varint.Size(id) + Varint.Size((ulong)flags) + sizeof(ulong) + target.Length + extras.Length + arguments.Length;
        var writer = Begin(queue, FrameType.Call, length);
        writer.Varint(id);
        writer.Varint((ulong)flags);
        writer.UInt64(method);
        writer.Bytes(target);
        writer.Bytes(extras);
        writer.Bytes(arguments);
        queue.Commit(writer.Position);
    }

    public static int UnreliableSize(CallFlags flags, int rest) => FrameWriter.Size(Varint.Size((ulong)flags) + sizeof(ulong) + rest);

    public static void Unreliable(FrameQueue queue, CallFlags flags, ulong method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> extras, ReadOnlySpan<byte> arguments)
    {
        var writer = Begin(queue, FrameType.Unreliable, Varint.Size((ulong)flags) + sizeof(ulong) + target.Length + extras.Length + arguments.Length);
        writer.Varint((ulong)flags);
        writer.UInt64(method);
        writer.Bytes(target);
        writer.Bytes(extras);
        writer.Bytes(arguments);
        queue.Commit(writer.Position);
    }

    /// <summary>Gives references back, behind the calls that were made through them.</summary>
    public static void Release(FrameQueue calls, ulong reference, long count)
    {
        var writer = Begin(calls, FrameType.Release, Varint.Size(reference) + Varint.Size((ulong)count));
        writer.Varint(reference);
        writer.Varint((ulong)count);
        calls.CommitFree(writer.Position);
    }

    /// <summary>Says how many of the references in a part of a call were taken.</summary>
    public static void Settle(FrameQueue queue, ulong call, int part, ulong taken, SettleEnd end)
    {
        var writer = Begin(queue, FrameType.Settle, Varint.Size(call) + Varint.Size((ulong)part) + Varint.Size(taken) + 1);
        writer.Varint(call);
        writer.Varint((ulong)part);
        writer.Varint(taken);
        writer.Varint((ulong)end);
        queue.CommitFree(writer.Position);
    }

    public static void Cancel(FrameQueue queue, ulong id, PeerStatus status)
    {
        var writer = Begin(queue, FrameType.Cancel, Varint.Size(id) + Varint.Size((ulong)status));
        writer.Varint(id);
        writer.Varint((ulong)status);
        queue.CommitFree(writer.Position);
    }

    /// <summary>Says that the handler of a one-way call has finished.</summary>
    public static void Handled(FrameQueue queue, ulong id)
    {
        var writer = Begin(queue, FrameType.Handled, Varint.Size(id));
        writer.Varint(id);
        queue.Commit(writer.Position);
    }

    public static void Result(FrameQueue queue, ulong id, ReadOnlySpan<byte> bytes, ResultFlags flags = ResultFlags.None, bool isFree = false)
    {
        var writer = Begin(queue, FrameType.Result, Varint.Size(id) + 1 + bytes.Length);
        writer.Varint(id);
        writer.Varint((ulong)flags);
        writer.Bytes(bytes);
        queue.Commit(writer.Position, isFree);
    }

    public static void Error(FrameQueue queue, ulong id, PeerStatus status, string message, ReadOnlySpan<byte> detail, int room, bool isFree = false)
    {
        if (detail.Length > room / 2)
        {
            detail = default;
        }

        var utf8 = Utf8.Truncated(message, Math.Max(0, room - detail.Length - 48));
        var writer = Begin(queue, FrameType.Error, Varint.Size(id) + Varint.Size((ulong)status) + FrameWriter.StringSize(utf8.Length) + detail.Length);
        writer.Varint(id);
        writer.Varint((ulong)status);
        writer.String(utf8);
        writer.Bytes(detail);
        queue.Commit(writer.Position, isFree);
    }

    public static void Credit(FrameQueue queue, ulong call, int stream, long bytes)
    {
        var writer = Begin(queue, FrameType.Credit, Varint.Size(call) + Varint.Size((ulong)stream) + Varint.Size((ulong)bytes));
        writer.Varint(call);
        writer.Varint((ulong)stream);
        writer.Varint((ulong)bytes);
        queue.Commit(writer.Position);
    }

    public static void StreamStop(FrameQueue queue, ulong call, int stream)
    {
        var writer = Begin(queue, FrameType.StreamStop, Varint.Size(call) + Varint.Size((ulong)stream));
        writer.Varint(call);
        writer.Varint((ulong)stream);
        queue.Commit(writer.Position);
    }

    private static FrameWriter Begin(FrameQueue queue, FrameType type, int payload) =>
        new(queue.Reserve(FrameWriter.MaxHeader + payload), type, payload);
}
