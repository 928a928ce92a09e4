using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>What waits for peers that are not there: for each from its first message on, for a time that is the same for all, so that they expire in the order they began.</summary>
internal sealed class AbsentQueues
{
    /// <summary>What a queue takes beside its messages.</summary>
    private const int Overhead = 256;

    private readonly Dictionary<string, AbsentQueue> _queues = [];
    private readonly Dictionary<string, AbsentQueue>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Queue<AbsentQueue> _inOrder = new();
    private readonly int _maxBytesPerPeer;
    private readonly long _maxBytes;
    private readonly long _timeout;

    public AbsentQueues(int maxBytesPerPeer, long maxBytes, long timeoutMicroseconds)
    {
        _byName = _queues.GetAlternateLookup<ReadOnlySpan<char>>();
        _maxBytesPerPeer = maxBytesPerPeer;
        _maxBytes = maxBytes;
        _timeout = timeoutMicroseconds;
    }

    /// <summary>Gets how much waits, in bytes as they are held.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets when the next queue expires; <see cref="long.MaxValue"/> for none.</summary>
    public long NextDeadline
    {
        get
        {
            while (_inOrder.TryPeek(out var queue))
            {
                if (!queue.IsTaken)
                {
                    return queue.Since + _timeout;
                }

                _inOrder.Dequeue();
            }

            return long.MaxValue;
        }
    }

    /// <summary>Adds a message, where there is room for it.</summary>
    public bool TryAdd(ReadOnlySpan<char> id, string source, OutgoingMessage message, long now)
    {
        var isNew = !_byName.TryGetValue(id, out var queue);
        var cost = message.Held + (isNew ? Overhead : 0);
        if ((queue?.Bytes ?? 0) + message.Held > _maxBytesPerPeer || Bytes + cost > _maxBytes)
        {
            return false;
        }

        if (queue is null)
        {
            queue = new(id.ToString(), now);
            _queues.Add(queue.Id, queue);
            _inOrder.Enqueue(queue);
        }

        queue.Add(source, message);
        Bytes += cost;
        return true;
    }

    /// <summary>Takes what waits for a peer that has come; the caller clears it.</summary>
    public AbsentQueue? Take(string id)
    {
        if (!_queues.Remove(id, out var queue))
        {
            return null;
        }

        queue.IsTaken = true;
        Bytes -= queue.Bytes + Overhead;
        return queue;
    }

    /// <summary>Takes the next queue whose time is over; the caller clears it.</summary>
    public AbsentQueue? TakeExpired(long now) => NextDeadline <= now ? Take(_inOrder.Dequeue().Id) : null;
}
