using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>
/// Buffers of received data, each counted with what it really takes, so that tiny chunks cannot hold more memory than the
/// window says. The first bytes are the association's own; beyond them it draws on the budget shared with others.
/// </summary>
internal sealed class SctpFragmentPool(SctpReceiveBudget budget, long floor)
{
    /// <summary>Taken beside its buffer by every fragment: the object, its place in a queue, the array's header.</summary>
    public const int Overhead = 128;

    private SctpFragment? _unused;
    private readonly long _floor = floor;
    private long _granted = floor;
    private long _unread;

    /// <summary>Gets the memory held now, in bytes.</summary>
    public long Used { get; private set; }

    /// <summary>Gets the bytes of user data in it.</summary>
    public long Payload { get; private set; }

    /// <summary>Gets or sets the memory of delivered messages that the user still has to take: in use like any other.</summary>
    public long Unread
    {
        get => _unread;
        set
        {
            _unread = value;
            while (Used + _unread > _granted)
            {
                budget.Take(SctpReceiveBudget.Step);
                _granted += SctpReceiveBudget.Step;
            }

            ReturnGrants();
        }
    }

    /// <summary>Gets what floor and shared budget would still grant, in bytes.</summary>
    public long Available => Math.Max(0, budget.Limit - budget.Used) + _granted - Used - _unread;

    /// <summary>Whether there is room for a payload more; takes from the budget in steps. It may be overdrawn by as much as said.</summary>
    public bool TryReserve(int payload, long overdraft)
    {
        var needed = Used + _unread + Overhead + (2L * payload);
        while (needed > _granted)
        {
            if (!budget.TryTake(SctpReceiveBudget.Step))
            {
                return needed <= _granted + overdraft;
            }

            _granted += SctpReceiveBudget.Step;
        }

        return true;
    }

    public SctpFragment Rent(int capacity)
    {
        var fragment = _unused ?? new SctpFragment();
        _unused = fragment.Next;
        fragment.Next = null;
        fragment.Buffer = SctpMessagePool.Rent(capacity);
        fragment.Length = 0;
        Used += fragment.Buffer.Length + Overhead;
        return fragment;
    }

    /// <summary>Adds bytes at the fragment's end, in a larger buffer if need be.</summary>
    public void Append(SctpFragment fragment, ReadOnlySpan<byte> payload)
    {
        EnsureRoom(fragment, payload.Length);
        payload.CopyTo(fragment.Buffer.AsSpan(fragment.Length));
        fragment.Length += payload.Length;
        Payload += payload.Length;
    }

    /// <summary>A message is whole: it is held, and handed on, in a buffer no larger than its length asks for.</summary>
    public void Fit(SctpFragment fragment)
    {
        if (fragment.Buffer.Length > SctpMessagePool.GetCapacity(fragment.Length))
        {
            Move(fragment, fragment.Length);
        }
    }

    /// <summary>Takes the buffer out of the fragment, for someone else to own.</summary>
    public byte[] Detach(SctpFragment fragment)
    {
        var buffer = fragment.Buffer;
        Used -= buffer.Length + Overhead;
        Payload -= fragment.Length;
        fragment.Buffer = [];
        fragment.Length = 0;
        fragment.Next = _unused;
        _unused = fragment;
        ReturnGrants();
        return buffer;
    }

    public void Free(SctpFragment fragment) => SctpMessagePool.Return(Detach(fragment));

    /// <summary>Counts memory that is taken beside fragments.</summary>
    public void Charge(long bytes) => Used += bytes;

    /// <summary>Memory counted by <see cref="Charge"/> is given back.</summary>
    public void Discharge(long bytes)
    {
        Used -= bytes;
        ReturnGrants();
    }

    /// <summary>Forgets the fragments kept for reuse.</summary>
    public void Trim() => _unused = null;

    /// <summary>Gives back everything drawn from the shared budget; nothing is held any more.</summary>
    public void Close()
    {
        _unread = 0;
        budget.Return(_granted - _floor);
        _granted = _floor;
    }

    private void EnsureRoom(SctpFragment fragment, int more)
    {
        var needed = fragment.Length + more;
        if (needed > fragment.Buffer.Length)
        {
            Move(fragment, Math.Max(needed, fragment.Buffer.Length * 2));
        }
    }

    private void Move(SctpFragment fragment, int capacity)
    {
        var buffer = SctpMessagePool.Rent(capacity);
        fragment.Buffer.AsSpan(0, fragment.Length).CopyTo(buffer);
        Used += buffer.Length - fragment.Buffer.Length;
        SctpMessagePool.Return(fragment.Buffer);
        fragment.Buffer = buffer;
    }

    private void ReturnGrants()
    {
        // Two steps are kept, so that an association at work does not touch the shared counter with every message.
        var surplus = (_granted - Used - _unread) / SctpReceiveBudget.Step * SctpReceiveBudget.Step;
        var given = Math.Min(surplus - SctpReceiveBudget.Step, _granted - _floor);
        if (surplus > 2 * SctpReceiveBudget.Step && given > 0)
        {
            _granted -= given;
            budget.Return(given);
        }
    }
}
