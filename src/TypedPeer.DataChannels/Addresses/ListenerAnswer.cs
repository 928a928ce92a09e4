using System.Net.Sockets;
using System.Text;
using TypedPeer.DataChannels.Ice;

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

    /// <summary>Writes the answer.</summary>
    /// <param name="address">Who is dialled.</param>
    /// <param name="offer">The dialler's offer, of which only the name of its section counts.</param>
    /// <param name="password">The dialler's ICE password.</param>
    public static string Write(PeerAddress address, string offer, string password)
    {
        var mid = ReadMid(offer);
        var credentials = IceListenerCredentials.Create(password, address.CertificateHash);
        var text = new StringBuilder();
        Line($"v=0");
        Line($"o=- 1 1 IN IP4 0.0.0.0");
        Line($"s=-");
        Line($"t=0 0");
        Line($"a=group:BUNDLE {mid}");
        Line($"m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        Line($"c=IN IP4 0.0.0.0");
        Line($"a=mid:{mid}");
        Line($"a=ice-ufrag:{credentials.UsernameFragment}");
        Line($"a=ice-pwd:{credentials.Password}");
        Line($"a=fingerprint:{address.Identity}");
        Line($"a=setup:passive");
        Line($"a=sctp-port:{SctpPort}");
        Line($"a=max-message-size:{MaxMessageSize}");
        for (var index = 0; index < address.EndPoints.Count; index++)
        {
            var endPoint = address.EndPoints[index];
            var foundation = endPoint.AddressFamily == AddressFamily.InterNetwork ? 1 : 2;
            Line($"a=candidate:{foundation} 1 udp {FirstPriority - ((uint)index << 8)} {endPoint.Address} {endPoint.Port} typ host");
        }

        Line($"a=end-of-candidates");
        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append("\r\n");
    }

    private static string ReadMid(string offer)
    {
        const string Mid = "a=mid:";
        foreach (var line in offer.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Mid, StringComparison.Ordinal))
            {
                return line[Mid.Length..].ToString();
            }
        }

        return "0";
    }
}
