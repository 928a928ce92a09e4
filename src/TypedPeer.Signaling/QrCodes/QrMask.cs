namespace TypedPeer.Signaling.QrCodes;

/// <summary>The eight masks of QR codes, and how badly a masked code scans (ISO/IEC 18004, section 7.8).</summary>
internal static class QrMask
{
    public const int Count = 8;

    /// <summary>Finder patterns with light modules before or behind, which are to be nowhere else.</summary>
    private static readonly bool[][] FinderLike =
    [
        [true, false, true, true, true, false, true, false, false, false, false],
        [false, false, false, false, true, false, true, true, true, false, true],
    ];

    /// <summary>Says whether a mask inverts a module.</summary>
    public static bool Inverts(int mask, int x, int y) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => ((x / 3) + (y / 2)) % 2 == 0,
        5 => (x * y % 2) + (x * y % 3) == 0,
        6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    };

    /// <summary>Counts what makes a code hard to scan: the mask with the least is taken.</summary>
    public static int CountPenalty(bool[,] modules)
    {
        var size = modules.GetLength(0);
        var penalty = 0;
        var dark = 0;
        for (var i = 0; i < size; i++)
        {
            penalty += CountLine(size, position => modules[position, i]) + CountLine(size, position => modules[i, position]);
            for (var j = 0; j < size; j++)
            {
                dark += modules[i, j] ? 1 : 0;
                penalty += i > 0 && j > 0 && modules[i, j] == modules[i - 1, j] && modules[i, j] == modules[i, j - 1] && modules[i, j] == modules[i - 1, j - 1] ? 3 : 0;
            }
        }

        return penalty + (Math.Abs((dark * 20) - (size * size * 10)) / (size * size) * 10);
    }

    private static int CountLine(int size, Func<int, bool> module)
    {
        var penalty = 0;
        var run = 0;
        for (var position = 0; position < size; position++)
        {
            run = position > 0 && module(position) == module(position - 1) ? run + 1 : 1;
            penalty += run == 5 ? 3 : run > 5 ? 1 : 0;
            foreach (var pattern in FinderLike)
            {
                penalty += position + pattern.Length <= size && Enumerable.Range(0, pattern.Length).All(i => module(position + i) == pattern[i]) ? 40 : 0;
            }
        }

        return penalty;
    }
}
