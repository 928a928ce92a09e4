using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.QrCodes;
using ZXing;
using ZXing.Common;

namespace TypedPeer.Signaling.Tests;

/// <summary>QR codes of addresses are read again by what cameras use.</summary>
public sealed class QrCodeTests
{
    private static readonly PeerCertificate Certificate = PeerCertificate.Create();

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(8, true)]
    public void What_a_terminal_shows_is_read_again_to_exactly_the_address(int endPoints, bool color)
    {
        var address = new PeerAddress(
            Certificate.Identity,
            Enumerable.Range(1, endPoints).Select(static number => number % 2 == 1 ? IPEndPoint.Parse($"192.168.178.{number}:54321") : IPEndPoint.Parse($"[2001:db8:85a3:8d3:1319:8a2e:370:{number:x}]:54321")));

        Assert.Equal(address.ToString(), Read(Photograph(address.ToQrCode(color), color)));
    }

    [Fact]
    public void Every_version_and_length_that_fits_it_is_read_again()
    {
        var unread = new List<int>();
        for (var length = 1; length <= 520; length += length < 40 ? 1 : 7)
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(static i => (char)('!' + (i * 7 % 90))));
            if (Read(Draw(QrCode.Encode(text))) != text)
            {
                unread.Add(length);
            }
        }

        Assert.Empty(unread);

        Assert.Throws<ArgumentOutOfRangeException>(() => QrCode.Encode(new string('x', 521)));
    }

    [Fact]
    public void Lines_are_of_equal_length_and_a_quiet_zone_is_around_the_code()
    {
        var picture = Photograph(new PeerAddress(Certificate.Identity, IPEndPoint.Parse("192.0.2.7:4433")).ToQrCode(), color: true);

        Assert.InRange(picture.GetLength(0), 41, 49);
        for (var i = 0; i < picture.GetLength(0); i++)
        {
            for (var border = 0; border < 4; border++)
            {
                Assert.False(picture[border, i] || picture[picture.GetLength(0) - 1 - border, i]);
                Assert.False(picture[i, border] || picture[i, picture.GetLength(0) - 1 - border]);
            }
        }
    }

    [Fact]
    public void In_colour_each_line_sets_its_colours_and_gives_them_back()
    {
        var lines = new PeerAddress(Certificate.Identity, IPEndPoint.Parse("192.0.2.7:4433")).ToQrCode().TrimEnd('\n').Split('\n');

        Assert.All(lines, static line => Assert.StartsWith("\x1b[38;5;16;48;5;231m", line, StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.EndsWith("\x1b[0m", line, StringComparison.Ordinal));
    }

    /// <summary>What is dark on the terminal: with colours whatever is painted; without, on a dark ground, whatever is not.</summary>
    private static bool[,] Photograph(string text, bool color)
    {
        var lines = text.TrimEnd('\n').Split('\n').Select(static line => line.Replace("\x1b[38;5;16;48;5;231m", string.Empty, StringComparison.Ordinal).Replace("\x1b[0m", string.Empty, StringComparison.Ordinal)).ToList();
        var width = lines[0].Length;
        Assert.All(lines, line => Assert.Equal(width, line.Length));
        Assert.Equal((width + 1) / 2, lines.Count);
        var dark = new bool[width, width];
        for (var y = 0; y < width; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var isPainted = lines[y / 2][x] is '█' || lines[y / 2][x] == (y % 2 == 0 ? '▀' : '▄');
                dark[x, y] = isPainted == color;
            }
        }

        return dark;
    }

    private static bool[,] Draw(QrCode code)
    {
        var dark = new bool[code.Size + 8, code.Size + 8];
        for (var y = 0; y < code.Size; y++)
        {
            for (var x = 0; x < code.Size; x++)
            {
                dark[x + 4, y + 4] = code.IsDark(x, y);
            }
        }

        return dark;
    }

    private static string? Read(bool[,] dark)
    {
        const int Scale = 3;
        var size = dark.GetLength(0) * Scale;
        var pixels = new byte[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                pixels[(y * size) + x] = dark[x / Scale, y / Scale] ? (byte)0 : (byte)255;
            }
        }

        var reader = new BarcodeReaderGeneric { Options = new DecodingOptions { PossibleFormats = [BarcodeFormat.QR_CODE], TryHarder = true, PureBarcode = true } };
        return reader.Decode(new RGBLuminanceSource(pixels, size, size, RGBLuminanceSource.BitmapFormat.Gray8))?.Text;
    }
}
