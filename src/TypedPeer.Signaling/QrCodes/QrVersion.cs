namespace TypedPeer.Signaling.QrCodes;

/// <summary>
/// A size of QR code (ISO/IEC 18004), with error correction level L: a screen has no scratches, and a smaller code is easier to photograph. Up to
/// version 15, which holds the longest address.
/// </summary>
internal readonly record struct QrVersion
{
    public const int Largest = 15;

    /// <summary>Table 9, level L: how many bytes of error correction each block has, and how many blocks there are.</summary>
    private static readonly (byte Correction, byte Blocks)[] Levels =
    [
        (7, 1), (10, 1), (15, 1), (20, 1), (26, 1), (18, 2), (20, 2), (24, 2), (30, 2), (18, 4), (20, 4), (24, 4), (26, 4), (30, 4), (22, 6),
    ];

    private QrVersion(int number) => Number = number;

    /// <summary>Gets its number, from 1.</summary>
    public int Number { get; }

    /// <summary>Gets the length of a side, in modules.</summary>
    public int Size => (4 * Number) + 17;

    /// <summary>Gets how many blocks the bytes are dealt to.</summary>
    public int Blocks => Levels[Number - 1].Blocks;

    /// <summary>Gets how many bytes of error correction each block has.</summary>
    public int Correction => Levels[Number - 1].Correction;

    /// <summary>Gets how many bytes it has in all.</summary>
    public int Bytes => CountDataModules() / 8;

    /// <summary>Gets how many of them are data.</summary>
    public int DataBytes => Bytes - (Blocks * Correction);

    /// <summary>Gets how many bits the length of a text of bytes has.</summary>
    public int LengthBits => Number < 10 ? 8 : 16;

    /// <summary>Gets the rows, and columns, in whose crossings alignment patterns are.</summary>
    public IReadOnlyList<int> Alignments
    {
        get
        {
            if (Number == 1)
            {
                return [];
            }

            var count = (Number / 7) + 2;
            var step = ((Number * 8) + (count * 3) + 5) / ((count * 4) - 4) * 2;
            var places = new int[count];
            places[0] = 6;
            for (var i = 1; i < count; i++)
            {
                places[i] = Size - 7 - ((count - 1 - i) * step);
            }

            return places;
        }
    }

    /// <summary>Gets the smallest that holds so many bytes of text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None does.</exception>
    public static QrVersion For(int length)
    {
        for (var number = 1; number <= Largest; number++)
        {
            var version = new QrVersion(number);
            if (4 + version.LengthBits + (8 * length) <= 8 * version.DataBytes)
            {
                return version;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(length), length, "The text is too long for a QR code.");
    }

    /// <summary>All modules without the patterns that find, align and time, and without format and version.</summary>
    private int CountDataModules()
    {
        var count = Size * Size;
        count -= (3 * 64) + 31 + (2 * (Size - 16));
        var rows = Alignments.Count;
        if (rows > 0)
        {
            // Three crossings are finders; those on a timing line share five modules with it.
            count -= (((rows * rows) - 3) * 25) - ((rows - 2) * 2 * 5);
        }

        return Number < 7 ? count : count - 36;
    }
}
