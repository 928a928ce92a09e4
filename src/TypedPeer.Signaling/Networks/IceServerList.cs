using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Networks;

/// <summary>The ICE servers that a signaling server tells, as W3C's <c>RTCIceServer</c> has them.</summary>
internal static class IceServerList
{
    /// <summary>The most addresses that are taken: each is asked by every port of every connection.</summary>
    private const int MaxUrls = 16;

    /// <summary>Reads those that can be used: what a connection refuses is left out, since it would refuse all others with it.</summary>
    /// <param name="servers">An array.</param>
    /// <param name="isUsable">Says whether a connection takes a server.</param>
    public static IReadOnlyList<IceServer> Read(JsonElement servers, Func<IceServer, bool> isUsable)
    {
        var found = new List<IceServer>();
        foreach (var server in servers.EnumerateArray())
        {
            foreach (var url in Urls(server))
            {
                var one = new IceServer(url) { Username = Protocol.Envelope.Text(server, "username"), Credential = Protocol.Envelope.Text(server, "credential") };
                if (found.Count < MaxUrls && isUsable(one))
                {
                    found.Add(one);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> Urls(JsonElement server)
    {
        var urls = Protocol.Envelope.Member(server, "urls") ?? default;
        return urls.ValueKind switch
        {
            JsonValueKind.String => [urls.GetString()!],
            JsonValueKind.Array => urls.EnumerateArray().Where(static url => url.ValueKind == JsonValueKind.String).Select(static url => url.GetString()!).Take(MaxUrls),
            _ => [],
        };
    }
}
