using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>Changes packets where it hurts: lengths, counts, sequence numbers, types, and the order and number of chunks.</summary>
internal static class PacketMutator
{
    private static readonly uint[] Interesting = [0, 1, 2, 3, 4, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0000_FFFF, 0xFFFF_0000, 1000, 50_000];

    public static byte[] Change(byte[] packet, byte[] other, Random random)
    {
        var chunks = Crafted.Chunks(packet);
        for (var changes = random.Next(4); changes >= 0 && chunks.Count > 0; changes--)
        {
            var index = random.Next(chunks.Count);
            switch (random.Next(9))
            {
                case 0:
                    chunks.RemoveAt(index);
                    break;
                case 1:
                    chunks.Insert(index, (byte[])chunks[random.Next(chunks.Count)].Clone());
                    break;
                case 2:
                    chunks.AddRange(Crafted.Chunks(other));
                    break;
                case 3:
                    chunks[index] = chunks[index][..random.Next(4, chunks[index].Length + 1)];
                    break;
                default:
                    ChangeBytes(chunks[index], random);
                    break;
            }
        }

        var size = 0;
        var changed = Crafted.Packet(0, [.. chunks.TakeWhile(c => (size += (c.Length + 3) & ~3) < 1400)]);
        return random.Next(10) == 0 ? changed[..random.Next(changed.Length + 1)] : changed;
    }

    private static void ChangeBytes(byte[] chunk, Random random)
    {
        var position = random.Next(chunk.Length);
        switch (random.Next(5))
        {
            case 0:
                chunk[position] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                chunk[position] = (byte)random.Next(256);
                break;
            case 2 when position + 4 <= chunk.Length:
                BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(position), Interesting[random.Next(Interesting.Length)]);
                break;
            case 3 when position + 4 <= chunk.Length:
                var value = BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(position));
                BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(position), value + (uint)random.Next(-20, 21));
                break;
            default:
                BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(2), (ushort)Math.Max(0, chunk.Length + random.Next(-8, 9)));
                break;
        }
    }
}
