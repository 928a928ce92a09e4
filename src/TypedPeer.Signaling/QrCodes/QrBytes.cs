namespace TypedPeer.Signaling.QrCodes;

/// <summary>The bytes of a QR code: the text, padding, and what corrects errors (ISO/IEC 18004, sections 7.4 to 7.6).</summary>
internal static class QrBytes
{
    private const int FieldPolynomial = 0x11D;

    /// <summary>Returns all bytes in the order in which they are drawn.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> text, QrVersion version)
    {
        var data = Pack(text, version);
        var divisor = MakeDivisor(version.Correction);
        var shortLength = version.DataBytes / version.Blocks;
        var longBlocks = version.DataBytes % version.Blocks;
        var blocks = new List<(byte[] Data, byte[] Correction)>();
        for (int i = 0, start = 0; i < version.Blocks; i++)
        {
            // The longer blocks are the last ones.
            var length = i < version.Blocks - longBlocks ? shortLength : shortLength + 1;
            var block = data.AsSpan(start, length).ToArray();
            blocks.Add((block, Divide(block, divisor)));
            start += length;
        }

        return [.. Deal(blocks.Select(static block => block.Data)), .. Deal(blocks.Select(static block => block.Correction))];
    }

    /// <summary>The first of each block, the second of each block, and so on.</summary>
    private static IEnumerable<byte> Deal(IEnumerable<byte[]> blocks)
    {
        var all = blocks.ToArray();
        for (var i = 0; i < all[^1].Length; i++)
        {
            foreach (var block in all)
            {
                if (i < block.Length)
                {
                    yield return block[i];
                }
            }
        }
    }

    private static byte[] Pack(ReadOnlySpan<byte> text, QrVersion version)
    {
        var data = new byte[version.DataBytes];
        var position = 0;
        Add(0b0100, 4);
        Add(text.Length, version.LengthBits);
        foreach (var value in text)
        {
            Add(value, 8);
        }

        // The terminator, as far as there is room for it, and the rest of its byte are zero; then two bytes by turns.
        var end = (Math.Min(position + 4, data.Length * 8) + 7) / 8;
        for (var i = end; i < data.Length; i++)
        {
            data[i] = (byte)((i - end) % 2 == 0 ? 0xEC : 0x11);
        }

        return data;

        void Add(int value, int bits)
        {
            for (var bit = bits - 1; bit >= 0; bit--, position++)
            {
                data[position / 8] |= (byte)(((value >> bit) & 1) << (7 - (position % 8)));
            }
        }
    }

    /// <summary>The product of (x - 2^i) for i below the degree, without its highest coefficient, which is 1.</summary>
    private static byte[] MakeDivisor(int degree)
    {
        var divisor = new byte[degree];
        divisor[^1] = 1;
        byte root = 1;
        for (var i = 0; i < degree; i++)
        {
            for (var j = 0; j < degree; j++)
            {
                divisor[j] = (byte)(Multiply(divisor[j], root) ^ (j + 1 < degree ? divisor[j + 1] : 0));
            }

            root = Multiply(root, 2);
        }

        return divisor;
    }

    private static byte[] Divide(byte[] data, byte[] divisor)
    {
        var remainder = new byte[divisor.Length];
        foreach (var value in data)
        {
            var factor = (byte)(value ^ remainder[0]);
            for (var i = 0; i < remainder.Length; i++)
            {
                remainder[i] = (byte)((i + 1 < remainder.Length ? remainder[i + 1] : 0) ^ Multiply(divisor[i], factor));
            }
        }

        return remainder;
    }

    private static byte Multiply(byte left, byte right)
    {
        var product = 0;
        for (var bit = 7; bit >= 0; bit--)
        {
            product = (product << 1) ^ ((product >> 7) * FieldPolynomial);
            product ^= ((right >> bit) & 1) * left;
        }

        return (byte)product;
    }
}
