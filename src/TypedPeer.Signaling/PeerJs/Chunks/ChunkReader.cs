namespace TypedPeer.Signaling.PeerJs.Chunks;

/// <summary>
/// Puts messages together that PeerJS cut, from chunks that come in any order and mixed with those of other messages. What it holds is bounded
/// as it is held, and grows with what has come, never with what a chunk claims.
/// </summary>
/// <param name="maxMessage">The largest message, in bytes.</param>
/// <param name="held">Hears how many bytes more are held, or fewer, and says whether that is within the bounds that are shared with others.</param>
internal sealed class ChunkReader(int maxMessage, Func<long, bool>? held = null)
{
    /// <summary>PeerJS cuts at 16300 bytes. Who cuts much smaller makes the bookkeeping larger than the message.</summary>
    public const int MinChunk = 1024;

    /// <summary>
    /// How much more than one message may be held: what comes of later messages while a chunk of an earlier one is still sent again, which a
    /// receive window bounds.
    /// </summary>
    private const int Overlap = 16 * 1024 * 1024;

    private readonly Dictionary<long, ChunkedMessage> _open = [];

    /// <summary>Gets how many bytes are held.</summary>
    public long Held { get; private set; }

    /// <summary>Gets how many messages are there in part.</summary>
    public int Open => _open.Count;

    /// <summary>Takes a chunk; gives the message when it was the last that lacked.</summary>
    /// <param name="chunk">What came, <c>{__peerData, n, data, total}</c>.</param>
    /// <exception cref="InvalidDataException">It is no chunk, lies, comes twice, or is of a message that is too large, or more than may be held.</exception>
    public ReadOnlyMemory<byte>? Add(PeerData chunk)
    {
        if (!chunk["__peerData"].TryGetInt64(out var id) || !chunk["n"].TryGetInt64(out var n) || !chunk["total"].TryGetInt64(out var total) || chunk["data"].Kind != PeerDataKind.Bytes)
        {
            throw new InvalidDataException("A chunk lacks its id, number, total or data.");
        }

        var data = chunk["data"].GetBytes();
        if (total < 1 || n < 0 || n >= total || data.Length == 0 || (data.Length < MinChunk && n < total - 1))
        {
            throw new InvalidDataException($"Chunk {n} of {total} with {data.Length} bytes is none.");
        }

        // Each chunk but the last has at least so many bytes, so that the total is bounded before anything is kept for it.
        if (total > maxMessage || (total - 1) * (n < total - 1 ? data.Length : MinChunk) >= maxMessage)
        {
            throw TooLarge();
        }

        if (!_open.TryGetValue(id, out var message))
        {
            _open.Add(id, message = new ChunkedMessage((int)total));
            Hold(message.Held);
        }

        var before = message.Held;
        message.Add((int)n, (int)total, data.Span, maxMessage, room: maxMessage + (long)Overlap - Held);
        Hold(message.Held - before);
        if (!message.IsComplete)
        {
            return null;
        }

        _open.Remove(id);
        Hold(-message.Held);
        return message.Take();
    }

    /// <summary>Lets go of all that is there in part.</summary>
    public void Clear()
    {
        _open.Clear();
        Hold(-Held);
    }

    internal static InvalidDataException TooLarge() => new("The message is larger than is taken.");

    private void Hold(long more)
    {
        Held += more;
        if (Held > maxMessage + (long)Overlap || held?.Invoke(more) == false)
        {
            throw new InvalidDataException("More messages are there in part than are kept.");
        }
    }
}
