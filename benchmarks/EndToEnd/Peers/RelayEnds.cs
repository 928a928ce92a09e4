using System.Globalization;
using System.Net;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>The two ports of a relay between two peers: each peer is told one of them in place of the other peer's addresses.</summary>
/// <param name="Offerer">The port that the offerer sends to.</param>
/// <param name="Answerer">The port that the answerer sends to.</param>
internal sealed record RelayEnds(int Offerer, int Answerer)
{
    /// <summary>The one address peers behind a relay have, so that all they send comes from one socket.</summary>
    public static IPAddress Address => IPAddress.Loopback;

    /// <summary>The offer as the answerer gets to see it.</summary>
    public string RedirectOffer(string offer) => Redirect(offer, Answerer);

    /// <summary>The answer as the offerer gets to see it.</summary>
    public string RedirectAnswer(string answer) => Redirect(answer, Offerer);

    /// <summary>Leaves one host candidate in a description, which leads to the relay.</summary>
    private static string Redirect(string sdp, int port)
    {
        const string Candidate = "a=candidate:";
        const int AddressField = 4;
        const int PortField = 5;
        var lines = sdp.Split("\r\n");
        var host = lines.First(static line => line.StartsWith(Candidate, StringComparison.Ordinal)
            && line.Contains(" typ host", StringComparison.Ordinal) && line.Contains(" udp ", StringComparison.OrdinalIgnoreCase));
        var fields = host.Split(' ');
        fields[AddressField] = Address.ToString();
        fields[PortField] = port.ToString(CultureInfo.InvariantCulture);
        return string.Join("\r\n", lines
            .Where(line => !line.StartsWith(Candidate, StringComparison.Ordinal) || ReferenceEquals(line, host))
            .Select(line => ReferenceEquals(line, host) ? string.Join(' ', fields) : line));
    }
}
