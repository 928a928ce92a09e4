using System.Diagnostics.CodeAnalysis;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Flights;

/// <summary>What became of a fragment.</summary>
internal enum FragmentResult
{
    /// <summary>Kept, or known already.</summary>
    Taken,

    /// <summary>It belongs to a message that was handled: the peer repeats itself.</summary>
    Old,

    /// <summary>Too far ahead, over a limit, or at odds with the fragments before it.</summary>
    Dropped,
}

/// <summary>
/// Puts handshake messages together (RFC 6347 section 4.2.3) and hands them out in order of their numbers. Fragments join
/// only within one number, type and length; what is held is bounded before anybody is authenticated.
/// </summary>
internal sealed class HandshakeReassembler(int maxMessageLength, int maxTotalLength)
{
    /// <summary>How many messages from the next one on may be under way: the longest flight has five.</summary>
    private const int Window = 8;

    private readonly MessageAssembly?[] _slots = new MessageAssembly?[Window];

    /// <summary>Buffers of messages that never came whole: another fragment must not cost another allocation.</summary>
    private readonly List<MessageAssembly> _spares = [];
    private int _held;
    private int _spareBytes;

    /// <summary>Gets the number of the message that is handed out next.</summary>
    public int NextSequence { get; private set; }

    /// <summary>Gets how many bytes the buffers of messages have, finished or not: a short one may lie in a buffer that is left of a long one.</summary>
    public int HeldBytes => _held;

    /// <summary>Gets how many steps were made that a peer can ask for: bytes taken one by one, buffers looked at, 64 bytes cleared.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes one fragment.</summary>
    public FragmentResult Add(in HandshakeHeader header, ReadOnlySpan<byte> fragment)
    {
        var ahead = header.MessageSequence - NextSequence;
        if (ahead < 0)
        {
            return FragmentResult.Old;
        }

        if (ahead >= Window || header.Length > maxMessageLength)
        {
            return FragmentResult.Dropped;
        }

        ref var slot = ref _slots[header.MessageSequence % Window];
        if (slot is null)
        {
            if (header is { Length: > 0, FragmentLength: 0 } || !MakeRoom(header.Length, ahead))
            {
                return FragmentResult.Dropped;
            }

            slot = TakeSpare(header.Length) ?? new MessageAssembly(header.Length);
            slot.Begin(header);
            Steps += header.Length / 512;
            _held += slot.Capacity;
        }

        if (slot.Type != header.Type || slot.Length != header.Length)
        {
            return FragmentResult.Dropped;
        }

        slot.Add(header.FragmentOffset, fragment);
        Steps += fragment.Length;
        return FragmentResult.Taken;
    }

    /// <summary>Hands out the next message once it is whole.</summary>
    public bool TryTake([NotNullWhen(true)] out byte[]? whole)
    {
        ref var slot = ref _slots[NextSequence % Window];
        if (slot is not { IsComplete: true })
        {
            whole = null;
            return false;
        }

        whole = slot.Whole;
        Retire(ref slot);
        NextSequence++;
        return true;
    }

    /// <summary>Forgets what is under way, and keeps counting.</summary>
    public void Clear()
    {
        for (var i = 0; i < Window; i++)
        {
            if (_slots[i] is not null)
            {
                Retire(ref _slots[i]);
            }
        }
    }

    /// <summary>Nothing more is to be put together: forgets the buffers, too.</summary>
    public void End()
    {
        Clear();
        _spares.Clear();
        _spareBytes = 0;
    }

    /// <summary>Forgets everything, the count too: the message just handed out is to be offered again.</summary>
    public void Restart()
    {
        Clear();
        NextSequence = 0;
    }

    private MessageAssembly? TakeSpare(int length)
    {
        var place = FindSpare(length);
        if (place < 0)
        {
            return null;
        }

        var found = _spares[place];
        _spares.RemoveAt(place);
        _spareBytes -= found.Capacity;
        return found;
    }

    /// <summary>Finds the smallest that is large enough.</summary>
    private int FindSpare(int length)
    {
        for (var place = 0; place < _spares.Count; place++)
        {
            Steps++;
            if (_spares[place].Capacity >= length)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Keeps the buffer of a slot, in the order of size; of buffers that together are larger than twice all messages, the smallest go.</summary>
    private void Retire(ref MessageAssembly? slot)
    {
        var spare = slot!;
        slot = null;
        _held -= spare.Capacity;
        var place = 0;
        while (place < _spares.Count && _spares[place].Capacity < spare.Capacity)
        {
            place++;
        }

        Steps += _spares.Count + 1;
        _spares.Insert(place, spare);
        _spareBytes += spare.Capacity;
        while (_spareBytes > 2 * maxTotalLength)
        {
            _spareBytes -= _spares[0].Capacity;
            _spares.RemoveAt(0);
        }
    }

    /// <summary>
    /// Keeps the total within its bound, in buffers: else what they hold grows beyond the spares that are kept, and is made again and again. The next message is worth more than those behind it.
    /// </summary>
    private bool MakeRoom(int length, int ahead)
    {
        var spare = FindSpare(length);
        if (_held + (spare < 0 ? MessageAssembly.CapacityFor(length) : _spares[spare].Capacity) <= maxTotalLength)
        {
            return true;
        }

        if (ahead > 0)
        {
            return false;
        }

        Clear();
        return length <= maxTotalLength;
    }
}
