using System.Collections;

namespace TypedPeer.Signaling.PeerJs.Chunks;

/// <summary>
/// A message of which some chunks have come. Until a quarter of it is there they are kept one by one, then in the one array that becomes the
/// message: a chunk that claims a large total makes nothing large, and a large message is not held twice.
/// </summary>
internal sealed class ChunkedMessage
{
    /// <summary>What an object, its array and its place in a table take.</summary>
    private const int Overhead = 256;

    private readonly int _total;
    private readonly BitArray _come;
    private List<(int Number, byte[] Data)> _early = [];
    private byte[]? _message;
    private int _chunk;
    private int _last = -1;
    private int _count;
    private long _received;

    public ChunkedMessage(int total)
    {
        _total = total;
        _come = new BitArray(total);
        Held = Overhead + (total / 8);
    }

    /// <summary>Gets how many bytes it takes in memory.</summary>
    public long Held { get; private set; }

    public bool IsComplete => _count == _total;

    /// <summary>Takes a chunk.</summary>
    /// <param name="number">Which.</param>
    /// <param name="total">Of how many.</param>
    /// <param name="data">Its bytes.</param>
    /// <param name="maxMessage">How large the message may be.</param>
    /// <param name="room">How much more memory there is for it.</param>
    public void Add(int number, int total, ReadOnlySpan<byte> data, int maxMessage, long room)
    {
        if (total != _total || _come[number])
        {
            throw new InvalidDataException(total != _total ? $"A chunk says {total} chunks, another one said {_total}." : $"Chunk {number} comes twice.");
        }

        if (number < _total - 1)
        {
            if (_chunk != 0 && _chunk != data.Length)
            {
                throw new InvalidDataException($"A chunk has {data.Length} bytes, another one {_chunk}.");
            }

            _chunk = data.Length;
        }
        else
        {
            _last = data.Length;
        }

        if (_chunk != 0 && _last > _chunk)
        {
            throw new InvalidDataException($"The last chunk has {_last} bytes, the others {_chunk}.");
        }

        if (Length > maxMessage)
        {
            throw ChunkReader.TooLarge();
        }

        _come[number] = true;
        _count++;
        _received += data.Length;
        Keep(number, data, room);
    }

    /// <summary>Gives the message, once it is complete.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        if (_message is null)
        {
            Gather();
        }

        return _message.AsMemory(0, (int)Length);
    }

    /// <summary>What the message has, or has at least as long as the last chunk has not come.</summary>
    private long Length => ((_total - 1L) * _chunk) + Math.Max(1, _last);

    /// <summary>What the message has, or has at most as long as the last chunk has not come.</summary>
    private long Capacity => _last >= 0 ? Length : (long)_total * _chunk;

    private void Keep(int number, ReadOnlySpan<byte> data, long room)
    {
        if (_message is not null)
        {
            data.CopyTo(_message.AsSpan(number * _chunk));
            return;
        }

        _early.Add((number, data.ToArray()));
        Held += data.Length + Overhead;
        if (_chunk != 0 && _received >= Capacity / 4 && Capacity <= Math.Min(room, Array.MaxLength))
        {
            Gather();
        }
    }

    private void Gather()
    {
        _message = GC.AllocateUninitializedArray<byte>((int)Capacity);
        foreach (var (number, data) in _early)
        {
            data.CopyTo(_message.AsSpan(number * _chunk));
        }

        _early = [];
        Held = Overhead + (_total / 8) + _message.Length;
    }
}
