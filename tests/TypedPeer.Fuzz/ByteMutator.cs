using System.Buffers.Binary;

namespace TypedPeer.Fuzz;

/// <summary>Changes bytes the way parsers are most often wrong about: lengths, edges, repetition, truncation.</summary>
internal static class ByteMutator
{
    private static readonly uint[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 12, 13, 16, 20, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 1023, 1024, 1199, 1200, 1500, 4095, 4096,
        0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
    ];

    public static byte[] Mutate(byte[] bytes, IReadOnlyList<byte[]> dictionary, Random random)
    {
        var result = bytes.ToList();
        for (var rounds = 1 + random.Next(3); rounds > 0; rounds--)
        {
            MutateOnce(result, dictionary, random);
        }

        return result.Count > FuzzScript.MaxStepLength ? [.. result.Take(FuzzScript.MaxStepLength)] : [.. result];
    }

    private static void MutateOnce(List<byte> bytes, IReadOnlyList<byte[]> dictionary, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var count = random.Next(1, 17);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)Interesting[random.Next(Interesting.Length)];
                break;
            case 2 or 3:
                OverwriteNumber(bytes, at, random);
                break;
            case 4:
                bytes.InsertRange(at, RandomBytes(count, random));
                break;
            case 5:
                bytes.RemoveRange(at, Math.Min(count, bytes.Count - at));
                break;
            case 6:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, Math.Min(count * 4, bytes.Count - at)));
                break;
            case 7 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 8 when dictionary.Count > 0:
                Insert(bytes, at, dictionary[random.Next(dictionary.Count)], random);
                break;
            default:
                for (var i = at; i < Math.Min(at + count, bytes.Count); i++)
                {
                    bytes[i] = (byte)random.Next(256);
                }

                break;
        }
    }

    private static void Insert(List<byte> bytes, int at, byte[] word, Random random)
    {
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
        }

        bytes.InsertRange(at, word);
    }

    private static void OverwriteNumber(List<byte> bytes, int at, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        var value = Interesting[random.Next(Interesting.Length)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
        }

        var width = 1 + random.Next(4);
        for (var i = 0; i < width && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[sizeof(uint) - width + i];
        }
    }

    private static byte[] RandomBytes(int count, Random random)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
