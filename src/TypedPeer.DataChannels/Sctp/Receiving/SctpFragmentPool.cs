namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>
/// Buffers of received data, each counted with what it really takes, so that tiny chunks cannot hold more memory than the
/// window says. Also draws on the budget shared with other associations.
/// </summary>
internal sealed class SctpFragmentPool(SctpReceiveBudget budget)
{
    /// <summary>Taken beside its buffer by every fragment: the object, its place in the ring, the array's header.</summary>
    private const int Overhead = 128;

    private SctpFragment? _unused;
    private long _granted;
    private long _unread;

    /// <summary>Gets the memory held now, in bytes.</summary>
    public long Used { get; private set; }

    /// <summary>Gets or sets the delivered bytes that the user still has to take: memory in use like any other.</summary>
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

    /// <summary>Gets what the shared budget would still grant, in bytes.</summary>
    public long Available => Math.Max(0, budget.Limit - budget.Used) + _granted - Used - _unread;

    /// <summary>Whether the shared budget has room for a payload more; takes from it in steps. It may be overdrawn by as much as said.</summary>
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

    /// <summary>Makes room for more bytes at the fragment's end.</summary>
    public void EnsureRoom(SctpFragment fragment, int more)
    {
        var needed = fragment.Length + more;
        if (needed <= fragment.Buffer.Length)
        {
            return;
        }

        var larger = SctpMessagePool.Rent(Math.Max(needed, fragment.Buffer.Length * 2));
        fragment.Buffer.AsSpan(0, fragment.Length).CopyTo(larger);
        Used += larger.Length - fragment.Buffer.Length;
        SctpMessagePool.Return(fragment.Buffer);
        fragment.Buffer = larger;
    }

    /// <summary>Takes the buffer out of the fragment, for someone else to own.</summary>
    public byte[] Detach(SctpFragment fragment)
    {
        var buffer = fragment.Buffer;
        Used -= buffer.Length + Overhead;
        fragment.Buffer = [];
        fragment.Next = _unused;
        _unused = fragment;
        ReturnGrants();
        return buffer;
    }

    public void Free(SctpFragment fragment) => SctpMessagePool.Return(Detach(fragment));

    /// <summary>Forgets the fragments kept for reuse.</summary>
    public void Trim() => _unused = null;

    /// <summary>Gives back everything drawn from the shared budget; nothing is held any more.</summary>
    public void Close()
    {
        _unread = 0;
        budget.Return(_granted);
        _granted = 0;
    }

    private void ReturnGrants()
    {
        // Two steps are kept, so that an association at work does not touch the shared counter with every message.
        var surplus = (_granted - Used - _unread) / SctpReceiveBudget.Step * SctpReceiveBudget.Step;
        if (surplus > 2 * SctpReceiveBudget.Step)
        {
            _granted -= surplus - SctpReceiveBudget.Step;
            budget.Return(surplus - SctpReceiveBudget.Step);
        }
    }
}
