using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>One connection of a client, as the core sees it: whose it is, what waits to be read by the client, and what it may still send.</summary>
internal abstract class ConnectionState(bool wantsAdditions)
{
    private readonly Queue<OutgoingMessage> _outgoing = new();

    /// <summary>What the client may still send.</summary>
    public RateBucket Messages;

    /// <summary>What the client may still send, in bytes.</summary>
    public RateBucket Bytes;

    /// <summary>What the client may still have sent to the members of its rooms, in bytes.</summary>
    public RateBucket RoomBytes;

    /// <summary>Gets whether the client knows what PeerServer does not have.</summary>
    public bool WantsAdditions { get; } = wantsAdditions;

    /// <summary>Gets or sets whose connection it is; null before it is anybody's, and when it no longer is.</summary>
    public Client? Client { get; set; }

    /// <summary>Gets or sets why it ends, once what waits is sent.</summary>
    public ConnectionEnd End { get; set; }

    /// <summary>Gets or sets whether somebody takes what waits and sends it.</summary>
    public bool IsSending { get; set; }

    /// <summary>Gets or sets the next connection of those for which the driver is to begin to send; it is in no other such list before the driver does.</summary>
    public ConnectionState? NextWoken { get; set; }

    /// <summary>Gets or sets the next connection of those that were ended.</summary>
    public ConnectionState? NextEnded { get; set; }

    /// <summary>Gets what waits to be read by the client, in bytes as they are held: what is being sent at the moment is part of it.</summary>
    public int OutgoingBytes { get; private set; }

    /// <summary>Adds a message, which is held by the queue from now on.</summary>
    public void Enqueue(OutgoingMessage message)
    {
        message.Retain();
        OutgoingBytes += message.Held;
        _outgoing.Enqueue(message);
    }

    /// <summary>Takes the next message; whoever takes it lets it go by <see cref="Sent"/>.</summary>
    public bool TryDequeue(out OutgoingMessage? message) => _outgoing.TryDequeue(out message);

    /// <summary>A message that was taken no longer waits.</summary>
    /// <returns>How many bytes it held.</returns>
    public int Sent(OutgoingMessage message)
    {
        var held = message.Held;
        OutgoingBytes -= held;
        message.Release();
        return held;
    }

    /// <summary>Forgets all that nobody has taken.</summary>
    /// <returns>How many bytes that held.</returns>
    public int Clear()
    {
        var cleared = 0;
        while (_outgoing.TryDequeue(out var message))
        {
            cleared += Sent(message);
        }

        return cleared;
    }
}
