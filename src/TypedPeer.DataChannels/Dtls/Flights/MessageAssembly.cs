using System.Numerics;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Flights;

/// <summary>One message under reassembly. A bitmap of bytes tells what came, so fragments of any size and overlap cost the same.</summary>
internal sealed class MessageAssembly
{
    private const int SmallestCapacity = 256;

    private readonly byte[] _whole;
    private readonly ulong[] _received;
    private int _missing;

    /// <summary>Makes room for a message of this length.</summary>
    public MessageAssembly(int length)
    {
        Capacity = CapacityFor(length);
        _whole = new byte[HandshakeHeader.Size + Capacity];
        _received = new ulong[Capacity / 64];
    }

    /// <summary>Gets the longest message that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Gets the length of a new buffer for a message of this length.</summary>
    public static int CapacityFor(int length) => Math.Max(SmallestCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)length));

    /// <summary>Gets the type every fragment must have.</summary>
    public HandshakeType Type { get; private set; }

    /// <summary>Gets the length every fragment must claim.</summary>
    public int Length { get; private set; }

    /// <summary>Gets whether every byte came.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>Gets a copy of the message.</summary>
    public byte[] Whole => _whole[..(HandshakeHeader.Size + Length)];

    /// <summary>Begins with the type, number and length that the first fragment claims; what was here before is forgotten.</summary>
    public void Begin(in HandshakeHeader header)
    {
        Type = header.Type;
        Length = header.Length;
        _missing = header.Length;
        _received.AsSpan(0, (header.Length + 63) / 64).Clear();
        (header with { FragmentOffset = 0, FragmentLength = header.Length }).Write(_whole);
    }

    /// <summary>Takes a fragment that lies inside the message. Bytes that came before stay as they are.</summary>
    public void Add(int offset, ReadOnlySpan<byte> fragment)
    {
        var body = _whole.AsSpan(HandshakeHeader.Size);
        for (var i = 0; i < fragment.Length; i++)
        {
            ref var word = ref _received[(offset + i) / 64];
            var bit = 1UL << ((offset + i) % 64);
            if ((word & bit) == 0)
            {
                word |= bit;
                body[offset + i] = fragment[i];
                _missing--;
            }
        }
    }
}
