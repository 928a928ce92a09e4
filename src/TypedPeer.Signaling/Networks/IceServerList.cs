using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Networks;

/// <summary>The ICE servers that a signaling server tells, as W3C's <c>RTCIceServer</c> has them.</summary>
internal static class IceServerList
{
    /// <summary>The most addresses that are taken: each of a connection's is asked by every one of its ports.</summary>
    private const int MaxUrls = 16;

    /// <summary>Reads those that can be used; what a connection would refuse is left out.</summary>
    public static IReadOnlyList<IceServer> Read(JsonElement servers)
    {
        var urls = new List<string>();
        foreach (var server in servers.EnumerateArray())
        {
            if (server.ValueKind != JsonValueKind.Object || !server.TryGetProperty("urls", out var value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.String)
            {
                Add(value);
            }
            else if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var one in value.EnumerateArray())
                {
                    Add(one);
                }
            }
        }

        return urls.Count == 0 ? [] : [new IceServer(urls)];

        void Add(JsonElement url)
        {
            if (url.ValueKind == JsonValueKind.String && url.GetString() is { Length: <= 512 } text && text.StartsWith("stun:", StringComparison.Ordinal) && urls.Count < MaxUrls)
            {
                urls.Add(text);
            }
        }
    }
}
