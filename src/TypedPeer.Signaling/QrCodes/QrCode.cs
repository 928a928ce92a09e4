using System.Text;

namespace TypedPeer.Signaling.QrCodes;

/// <summary>A QR code of a text (ISO/IEC 18004): a square of modules, dark or light. Immutable.</summary>
internal sealed class QrCode
{
    private readonly bool[,] _modules;
    private readonly bool[,] _isPattern;
    private readonly QrVersion _version;

    private QrCode(QrVersion version, byte[] bytes, int mask)
    {
        _version = version;
        _modules = new bool[version.Size, version.Size];
        _isPattern = new bool[version.Size, version.Size];
        DrawPatterns();
        DrawFormat(mask);
        DrawBytes(bytes, mask);
    }

    /// <summary>Gets the length of a side, in modules, without the light ones that have to be around it.</summary>
    public int Size => _version.Size;

    /// <summary>Says whether a module is dark; those around the code are light.</summary>
    public bool IsDark(int x, int y) => x >= 0 && y >= 0 && x < Size && y < Size && _modules[x, y];

    /// <summary>Makes the smallest code of a text, with the mask that scans best.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text is too long.</exception>
    public static QrCode Encode(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var version = QrVersion.For(utf8.Length);
        var bytes = QrBytes.Encode(utf8, version);
        return Enumerable.Range(0, QrMask.Count).Select(mask => new QrCode(version, bytes, mask)).MinBy(static code => QrMask.CountPenalty(code._modules))!;
    }

    private void DrawPatterns()
    {
        for (var i = 0; i < Size; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }

        DrawSquares(3, 3, 4);
        DrawSquares(Size - 4, 3, 4);
        DrawSquares(3, Size - 4, 4);
        var places = _version.Alignments;
        foreach (var x in places)
        {
            foreach (var y in places)
            {
                // Finders are in three corners.
                if ((x, y) != (6, 6) && (x, y) != (6, Size - 7) && (x, y) != (Size - 7, 6))
                {
                    DrawSquares(x, y, 2);
                }
            }
        }

        if (_version.Number >= 7)
        {
            DrawVersion();
        }
    }

    /// <summary>Squares within each other: a finder with its light border (4), or an alignment pattern (2).</summary>
    private void DrawSquares(int centerX, int centerY, int radius)
    {
        for (var y = -radius; y <= radius; y++)
        {
            for (var x = -radius; x <= radius; x++)
            {
                var distance = Math.Max(Math.Abs(x), Math.Abs(y));
                if (centerX + x >= 0 && centerY + y >= 0 && centerX + x < Size && centerY + y < Size)
                {
                    Set(centerX + x, centerY + y, radius == 4 ? distance is not (2 or 4) : distance != 1);
                }
            }
        }
    }

    /// <summary>Error correction level and mask, twice, and the module that is always dark.</summary>
    private void DrawFormat(int mask)
    {
        const int LevelL = 1;
        var data = (LevelL << 3) | mask;
        var bits = ((data << 10) | Remainder(data, 10, 0x537)) ^ 0x5412;
        for (var i = 0; i < 15; i++)
        {
            var isDark = ((bits >> i) & 1) != 0;
            var (x, y) = i < 6 ? (8, i) : i < 8 ? (8, i + 1) : i == 8 ? (7, 8) : (14 - i, 8);
            Set(x, y, isDark);
            (x, y) = i < 8 ? (Size - 1 - i, 8) : (8, Size - 15 + i);
            Set(x, y, isDark);
        }

        Set(8, Size - 8, true);
    }

    private void DrawVersion()
    {
        var bits = (_version.Number << 12) | Remainder(_version.Number, 12, 0x1F25);
        for (var i = 0; i < 18; i++)
        {
            var isDark = ((bits >> i) & 1) != 0;
            Set(Size - 11 + (i % 3), i / 3, isDark);
            Set(i / 3, Size - 11 + (i % 3), isDark);
        }
    }

    /// <summary>In columns two modules wide, from the right, up and down by turns, wherever no pattern is.</summary>
    private void DrawBytes(byte[] bytes, int mask)
    {
        var bit = 0;
        var goesUp = true;
        for (var right = Size - 1; right >= 1; right -= 2, goesUp = !goesUp)
        {
            // The column of the timing pattern is passed over.
            right = right == 6 ? 5 : right;
            for (var step = 0; step < Size; step++)
            {
                var y = goesUp ? Size - 1 - step : step;
                for (var x = right; x > right - 2; x--)
                {
                    if (!_isPattern[x, y])
                    {
                        var isDark = bit < bytes.Length * 8 && ((bytes[bit / 8] >> (7 - (bit % 8))) & 1) != 0;
                        _modules[x, y] = isDark ^ QrMask.Inverts(mask, x, y);
                        bit++;
                    }
                }
            }
        }
    }

    private void Set(int x, int y, bool isDark)
    {
        _modules[x, y] = isDark;
        _isPattern[x, y] = true;
    }

    /// <summary>The check bits of a BCH code.</summary>
    private static int Remainder(int data, int degree, int polynomial)
    {
        var remainder = data;
        for (var i = 0; i < degree; i++)
        {
            remainder = (remainder << 1) ^ ((remainder >> (degree - 1)) * polynomial);
        }

        return remainder;
    }
}
