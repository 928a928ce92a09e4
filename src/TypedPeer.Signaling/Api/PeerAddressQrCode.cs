using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.QrCodes;

namespace TypedPeer.Signaling;

/// <summary>Shows addresses as QR codes, for a peer that has a camera.</summary>
public static class PeerAddressQrCode
{
    /// <summary>How many light modules are around a code (ISO/IEC 18004, section 6.3.8).</summary>
    private const int QuietZone = 4;

    /// <summary>Black on white, in the colours of the 256 that no theme changes.</summary>
    private const string BlackOnWhite = "\x1b[38;5;16;48;5;231m";

    private const string Reset = "\x1b[0m";

    /// <summary>
    /// Returns the address as a QR code of half-block characters, with its quiet zone: lines of equal length, each ended by a line feed, two
    /// modules high. An address of one IPv4 end point is 41 or 45 characters wide, one of eight IPv6 ones 85.
    /// </summary>
    /// <param name="address">The address; the code holds what <see cref="PeerAddress.ToString"/> gives.</param>
    /// <param name="color">
    /// Whether escape sequences (ECMA-48) make it black on white whatever the terminal's colours are. Without them it is to be shown as light
    /// characters on a dark ground; the other way round not every scanner reads it.
    /// </param>
    public static string ToQrCode(this PeerAddress address, bool color = true)
    {
        ArgumentNullException.ThrowIfNull(address);
        var code = QrCode.Encode(address.ToString());
        var text = new StringBuilder();
        for (var y = -QuietZone; y < code.Size + QuietZone; y += 2)
        {
            text.Append(color ? BlackOnWhite : string.Empty);
            for (var x = -QuietZone; x < code.Size + QuietZone; x++)
            {
                // What the character paints is dark in colour, and light without.
                text.Append((code.IsDark(x, y) == color, code.IsDark(x, y + 1) == color) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            text.Append(color ? Reset : string.Empty).Append('\n');
        }

        return text.ToString();
    }
}
