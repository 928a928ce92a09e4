using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>What the browser is told of a connection's options (W3C <c>RTCConfiguration</c>).</summary>
/// <param name="IceServers">The servers that are asked for paths.</param>
/// <param name="IceTransportPolicy">Which paths may be used.</param>
internal sealed record PageConfiguration(IReadOnlyList<PageConfiguration.Server> IceServers, string IceTransportPolicy)
{
    public static string Write(PeerConnectionOptions options) => JsonSerializer.Serialize(
        new PageConfiguration(Of(options.IceServers), options.IceTransportPolicy == DataChannels.IceTransportPolicy.Relay ? "relay" : "all"), PageJson.Default.PageConfiguration);

    public static string WriteServers(IReadOnlyList<IceServer> servers) => JsonSerializer.Serialize(Of(servers), PageJson.Default.IReadOnlyListServer);

    private static List<Server> Of(IReadOnlyList<IceServer> servers) => [.. servers.Select(static server => new Server(server.Urls, server.Username, server.Credential))];

    /// <summary>One of them (W3C <c>RTCIceServer</c>).</summary>
    internal sealed record Server(IReadOnlyList<string> Urls, string? Username, string? Credential);
}
