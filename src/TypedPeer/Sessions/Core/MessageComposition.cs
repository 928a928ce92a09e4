using System.Diagnostics.CodeAnalysis;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Core;

/// <summary>Composes the messages for the channel of what waits: at a place in a buffer where one that is kept until the peer acknowledges it may lie as long as it is.</summary>
internal sealed class MessageComposition(SessionState state, OutgoingCallTable outgoing, IncomingCallTable incoming, Resumption? resumption)
{
    private long _pongBytes;

    /// <summary>Gets the least room for a message, in bytes, that <see cref="Write"/> wants of a channel that takes as much.</summary>
    public int LeastRoom => state.Send.Chunk + SendScheduler.ChunkOverhead + Reserve;

    /// <summary>Gets a value indicating whether <see cref="Write"/> would write.</summary>
    public bool HasOutput => resumption is null ? state.Send.HasOutput : resumption.HasOutput;

    private int Reserve => resumption is null ? 0 : ResumableDelivery.Reserve;

    /// <summary>The channel takes messages of so many bytes.</summary>
    public void SetSize(int maxMessageSize)
    {
        state.Send.Chunk = Math.Clamp(maxMessageSize - SendScheduler.ChunkOverhead - Reserve, 64, SendScheduler.MaxChunk);
        if (resumption is not null)
        {
            resumption.Delivery.Room = Math.Max(resumption.Delivery.Room, LeastRoom);
        }
    }

    /// <summary>Composes the next message. Returns its length; zero when nothing could leave.</summary>
    /// <param name="buffer">What the one before was composed in, null for none; then what this one is, where nobody writes as long as the caller has its reference and asks for no other.</param>
    /// <param name="room">How long it may be, in bytes.</param>
    /// <param name="start">Where it begins.</param>
    public int Write([NotNull] ref SendBuffer? buffer, int room, out int start)
    {
        var least = Math.Min(room, Math.Max(LeastRoom, resumption?.Delivery.Room ?? 0));
        if (buffer is null || buffer.Left < least)
        {
            buffer?.Release();
            buffer = resumption?.Delivery.RentBuffer(least) ?? SendBuffer.Rent(SendBuffer.Size);
        }

        start = buffer.Used;
        var destination = buffer.Bytes.AsSpan(start, Math.Min(room, buffer.Left));
        var length = resumption is not null ? resumption.Write(buffer, destination, this) : state.Send.HasOutput ? Compose(destination) : 0;

        // Behind what is kept nothing is overwritten that may be on its way to the channel.
        buffer.Used = buffer.Used > 0 ? start + length : 0;
        return length;
    }

    /// <summary>Composes a message of what waits in the queues.</summary>
    public int Compose(Span<byte> destination)
    {
        var length = state.Send.Write(destination);
        if (length > _pongBytes)
        {
            state.KeepAlive.Spoke();
        }

        _pongBytes = 0;
        outgoing.StartWaiting();
        incoming.Answers.ResumeHeld();
        return length;
    }

    /// <summary>The peer asks for a sign of life; an answer alone is none of this side's own. Null, or what the peer did wrong.</summary>
    public string? OnPing(ref FrameReader reader)
    {
        if (!reader.TryUInt64(out var token))
        {
            return "PING is cut short";
        }

        var before = state.Send.Control.Length;
        Frames.Ping(state.Send.Control, FrameType.Pong, token);
        _pongBytes += state.Send.Control.Length - before;
        return null;
    }
}
