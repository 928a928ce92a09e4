using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Resuming;

/// <summary>The frames of resuming, and which messages count (docs/protocol.md, "Resume").</summary>
internal static class ResumeFrames
{
    /// <summary>The most bytes that ACK and CONTINUE take.</summary>
    public const int MaxCount = 2 + Varint.MaxSize;

    /// <summary>The most bytes of a refusal's text.</summary>
    public const int MaxText = 256;

    public static int Count(Span<byte> destination, FrameType type, long count)
    {
        var writer = new FrameWriter(destination, type, Varint.Size((ulong)count));
        writer.Varint((ulong)count);
        return writer.Position;
    }

    public static byte[] Key(ReadOnlySpan<byte> share) => Bytes(FrameType.ResumeKey, share);

    public static byte[] Proof(ReadOnlySpan<byte> proof) => Bytes(FrameType.ResumeProof, proof);

    public static byte[] Resume(ReadOnlySpan<byte> session, ReadOnlySpan<byte> nonce, long received, bool tellsIdentity)
    {
        var length = session.Length + nonce.Length + Varint.Size((ulong)received) + 1;
        var frame = new byte[FrameWriter.Size(length)];
        var writer = new FrameWriter(frame, FrameType.Resume, length);
        writer.Bytes(session);
        writer.Bytes(nonce);
        writer.Varint((ulong)received);
        writer.Varint(tellsIdentity ? 1UL : 0);
        return frame;
    }

    public static byte[] Refused(string message)
    {
        var utf8 = Utf8.Truncated(message, MaxText);
        var length = FrameWriter.StringSize(utf8.Length);
        var frame = new byte[FrameWriter.Size(length)];
        new FrameWriter(frame, FrameType.ResumeRefused, length).String(utf8);
        return frame;
    }

    /// <summary>Whether a message is numbered: whether it holds more than PING, PONG, ACK, CONTINUE, RESUME-REFUSED and SUSPEND, which are of use at once or never.</summary>
    public static bool IsCounted(ReadOnlySpan<byte> message)
    {
        for (var position = 0; position < message.Length;)
        {
            if ((FrameType)message[position++] is not (FrameType.Ping or FrameType.Pong or FrameType.Ack or FrameType.Continue or FrameType.ResumeRefused or FrameType.Suspend)
                || !Varint.TryRead(message, ref position, out var length) || length > (ulong)(message.Length - position))
            {
                return true;
            }

            position += (int)length;
        }

        return false;
    }

    /// <summary>Whether a channel's first message is of a peer that wants to go on with a session, or answers one that does; any other begins a session.</summary>
    public static bool Resumes(ReadOnlySpan<byte> first) =>
        !first.IsEmpty && (FrameType)first[0] is FrameType.Resume or FrameType.ResumeProof or FrameType.ResumeRefused;

    /// <summary>Reads which session a channel's first message names; empty where it names none.</summary>
    public static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> first)
    {
        var position = 1;
        return !first.IsEmpty && (FrameType)first[0] == FrameType.Resume && Varint.TryRead(first, ref position, out var length)
            && length <= (ulong)(first.Length - position) && length >= SessionKey.NameSize ? first.Slice(position, SessionKey.NameSize) : default;
    }

    /// <summary>Counts the one-way calls in a message of this side's whose numbers are above <paramref name="taken"/>, but for those that go on in another (<see cref="LargeCalls"/>).</summary>
    public static int CountOneWayCalls(ReadOnlySpan<byte> message, ulong taken)
    {
        var calls = 0;
        for (var position = 0; position < message.Length;)
        {
            var type = (FrameType)message[position++];
            _ = Varint.TryRead(message, ref position, out var length);
            var reader = new FrameReader(message.Slice(position, (int)length));
            position += (int)length;
            calls += type == FrameType.Call && reader.TryVarint(out var id) && id > taken && reader.TryVarint(out var flags) && ((CallFlags)flags & (CallFlags.OneWay | CallFlags.More)) == CallFlags.OneWay ? 1 : 0;
        }

        return calls;
    }

    private static byte[] Bytes(FrameType type, ReadOnlySpan<byte> bytes)
    {
        var frame = new byte[FrameWriter.Size(bytes.Length)];
        new FrameWriter(frame, type, bytes.Length).Bytes(bytes);
        return frame;
    }
}
