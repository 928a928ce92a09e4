using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Addresses;

/// <summary>
/// The answer of a listener to the offer of a dialler, which the dialler writes by itself, as a page does: everything in it is in the address
/// or is the dialler's own.
/// </summary>
internal static class ListenerAnswer
{
    /// <summary>An address says nothing of it: a listener and its diallers take messages of so many bytes.</summary>
    public const int MaxMessageSize = 262_144;

    /// <summary>An address says nothing of it, either.</summary>
    public const int SctpPort = 5000;

    /// <summary>The highest of a host candidate (RFC 8445, section 5.1.2.1), which falls from one end point to the next.</summary>
    private const uint FirstPriority = (126u << 24) | (65535 << 8) | 255;

    private const string Mid = "a=mid:";
    private const string Password = "a=ice-pwd:";

    /// <summary>Writes the answer.</summary>
    /// <param name="address">Who is dialled.</param>
    /// <param name="offer">The dialler's offer, of which the name of its section counts, and its ICE password.</param>
    /// <exception cref="FormatException">The offer has no password.</exception>
    public static string Write(PeerAddress address, string offer)
    {
        var mid = ReadLine(offer, Mid) ?? "0";
        var password = ReadLine(offer, Password) ?? throw new FormatException("The offer has no ICE password.");
        var credentials = IceListenerCredentials.Create(password, address.CertificateHash);
        var text = new StringBuilder();
        Line("v=0");
        Line("o=- 1 1 IN IP4 0.0.0.0");
        Line("s=-");
        Line("t=0 0");
        Line("a=group:BUNDLE " + mid);
        Line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        Line("c=IN IP4 0.0.0.0");
        Line(Mid + mid);
        Line("a=ice-ufrag:" + credentials.UsernameFragment);
        Line(Password + credentials.Password);
        Line("a=fingerprint:" + address.Identity);
        Line("a=setup:passive");
        Line("a=sctp-port:" + Number(SctpPort));
        Line("a=max-message-size:" + Number(MaxMessageSize));
        for (var index = 0; index < address.EndPoints.Count; index++)
        {
            var endPoint = address.EndPoints[index];
            var foundation = endPoint.AddressFamily == AddressFamily.InterNetwork ? "1" : "2";
            var priority = Number(FirstPriority - ((uint)index << 8));
            Line("a=candidate:" + foundation + " 1 udp " + priority + " " + AddressText.Write(endPoint.Address) + " " + Number(endPoint.Port) + " typ host");
        }

        Line("a=end-of-candidates");
        return text.ToString();

        void Line(string line) => text.Append(line).Append("\r\n");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? ReadLine(string offer, string name)
    {
        // The platform's own look for lines would break them at more than a description does, and is compiled anew in each process.
        var rest = offer.AsSpan();
        while (SdpText.TryTakeLine(ref rest, out var line))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].ToString();
            }
        }

        return null;
    }
}
