using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Channels;

/// <summary>
/// The messages that one data channel was given, of which some bytes have not left: the peer cannot have got such a message whole, so it goes on to the
/// next connection. Belongs to whoever has the lock of <see cref="OutgoingMessages"/>.
/// </summary>
internal sealed class HandedMessages(DataChannel channel)
{
    private readonly Queue<(OutgoingMessage Message, long End)> _messages = new();
    private long _bytes;
    private long _count;

    /// <summary>Sends a message, which is this queue's from then on.</summary>
    /// <returns>The bytes that have not left.</returns>
    /// <exception cref="Exception">Whatever the channel throws; the message stays the caller's.</exception>
    public long Send(in OutgoingMessage message)
    {
        if (message.Text is { } text)
        {
            channel.Send(text);
        }
        else
        {
            channel.Send(message.Bytes);
        }

        _bytes += message.Length;
        _count++;
        _messages.Enqueue((message, _bytes));
        return Trim();
    }

    /// <summary>Forgets the messages that have left; returns the bytes that have not.</summary>
    public long Trim()
    {
        var buffered = channel.BufferedAmount;
        while (_messages.TryPeek(out var first) && first.End <= _bytes - buffered)
        {
            _messages.Dequeue().Message.Return();
        }

        return buffered;
    }

    /// <summary>The channel is closed: returns the messages that never left whole, and how many others the peer has not acknowledged.</summary>
    public (IEnumerable<OutgoingMessage> Unsent, int Lost) TakeBack()
    {
        Trim();
        var unacknowledged = Math.Min(channel.UnacknowledgedMessages, _count);
        var lost = (int)Math.Max(0, unacknowledged - _messages.Count);
        return (_messages.Select(static handed => handed.Message), lost);
    }
}
