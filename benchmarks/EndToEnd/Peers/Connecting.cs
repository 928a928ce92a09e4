using System.Net;
using System.Text.Json.Nodes;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>One data channel between this process and one it started; the descriptions pass over standard input and output.</summary>
internal static class Connecting
{
    /// <summary>A connection with all addresses of this machine, or with one. The latter does not wait for what it has not sent yet when it is closed: a slow path would take its time.</summary>
    /// <param name="bindAddress">The one; null for all.</param>
    /// <param name="overTcp">Whether there are TCP candidates; <see cref="WithoutUdp"/> leaves no others.</param>
    public static PeerConnection Create(string? bindAddress, bool overTcp = false)
    {
        if (bindAddress is null)
        {
            return new PeerConnection();
        }

        var only = IPAddress.Parse(bindAddress);
        return new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = only.Equals, CloseTimeout = TimeSpan.Zero, TcpCandidates = overTcp ? TcpCandidates.All : TcpCandidates.None });
    }

    /// <summary>A description without its candidates over UDP.</summary>
    public static string WithoutUdp(string sdp) =>
        string.Join("\r\n", sdp.Split("\r\n").Where(static line => !line.StartsWith("a=candidate:", StringComparison.Ordinal) || line.Contains(" tcp ", StringComparison.Ordinal)));

    /// <summary>A connection that uses a TURN server, as W3C's JSON names it, and nothing else.</summary>
    public static PeerConnection CreateRelayed(JsonNode server) => new(new PeerConnectionOptions
    {
        IceServers = [new IceServer((string)server["urls"]!) { Username = (string)server["username"]!, Credential = (string)server["credential"]! }],
        IceTransportPolicy = IceTransportPolicy.Relay,
    });

    /// <summary>Offers a channel, through a relay if there is one: then the connection has the relay's address alone.</summary>
    public static async Task<DataChannel> OfferAsync(PeerConnection connection, PeerProcess process, string label, RelayEnds? relay = null)
    {
        var channel = connection.CreateDataChannel(label);
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted;
        var offer = connection.LocalDescription!.Sdp;
        await process.CommandAsync(new { cmd = "offer", sdp = relay?.RedirectOffer(offer) ?? offer, bindAddress = relay is null ? null : RelayEnds.Address.ToString() });
        var answer = await process.NextAsync("description");
        var sdp = (string)answer["sdp"]!;
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, relay?.RedirectAnswer(sdp) ?? sdp));
        await channel.Opened;
        return channel;
    }

    /// <summary>Takes an offer and returns the answer.</summary>
    public static async Task<string> AnswerAsync(PeerConnection connection, string offer)
    {
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted;
        return connection.LocalDescription!.Sdp;
    }
}
