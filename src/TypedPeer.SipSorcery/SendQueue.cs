using System.Buffers;

namespace TypedPeer.SipSorceryChannels;

/// <summary>
/// What waits to leave: first here, then, a little at a time, in SIPSorcery. Counts its own messages only, where SIPSorcery counts
/// those of the whole association. Not synchronised: the channel's lock guards it.
/// </summary>
internal sealed class SendQueue(int handOverLimit)
{
    private readonly Queue<ArraySegment<byte>> _waiting = new();
    private long _waitingBytes;
    private long _handedOver;

    /// <summary>Gets the bytes that wait, here and as far as known in SIPSorcery.</summary>
    public long BufferedAmount => _waitingBytes + _handedOver;

    /// <summary>Gets whether nothing waits; a message without bytes waits as well.</summary>
    public bool IsEmpty => _waiting.Count == 0 && _handedOver == 0;

    /// <summary>Gets whether a message may go straight to SIPSorcery without overtaking another.</summary>
    public bool MayHandOver => _waiting.Count == 0 && _handedOver < handOverLimit;

    /// <summary>Copies a message into the queue.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer);
        _waiting.Enqueue(new ArraySegment<byte>(buffer, 0, message.Length));
        _waitingBytes += message.Length;
    }

    /// <summary>Takes the next message to hand over, if SIPSorcery holds few enough; return its buffer with <see cref="Release"/>.</summary>
    public bool TryTake(out ArraySegment<byte> message)
    {
        if (_handedOver >= handOverLimit || !_waiting.TryDequeue(out message))
        {
            message = default;
            return false;
        }

        _waitingBytes -= message.Count;
        return true;
    }

    /// <summary>Counts a message that SIPSorcery has now.</summary>
    public void OnHandedOver(int length) => _handedOver += length;

    /// <summary>
    /// Takes SIPSorcery's count. It holds other channels' bytes too, so it is an upper bound, as is what was counted before.
    /// </summary>
    public void OnPolled(ulong associationBufferedAmount)
    {
        if (associationBufferedAmount < (ulong)_handedOver)
        {
            _handedOver = (long)associationBufferedAmount;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        while (_waiting.TryDequeue(out var message))
        {
            Release(message);
        }

        _waitingBytes = 0;
        _handedOver = 0;
    }

    /// <summary>Returns the buffer of a message.</summary>
    public static void Release(ArraySegment<byte> message) => ArrayPool<byte>.Shared.Return(message.Array!);
}
