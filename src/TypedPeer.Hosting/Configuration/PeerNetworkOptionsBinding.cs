using Microsoft.Extensions.Configuration;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Configuration;

/// <summary>Reads what a configuration section says of a network, by name. Written out, since trimming leaves no reflection to bind by.</summary>
internal static class PeerNetworkOptionsBinding
{
    /// <summary>Reads the address of the server.</summary>
    /// <exception cref="FormatException">There is none, or it is none.</exception>
    public static Uri ReadServer(IConfiguration section) => section["Server"] is not { } text
        ? throw new FormatException("The section of a network has no Server.")
        : Uri.TryCreate(text, UriKind.Absolute, out var server) ? server : throw new FormatException($"Server is no address: '{text}'.");

    /// <summary>Reads what there is of the options.</summary>
    /// <exception cref="FormatException">Something cannot be read.</exception>
    public static PeerNetworkOptions Read(IConfiguration section, PeerNetworkOptions options) => options with
    {
        Id = section[nameof(options.Id)] ?? options.Id,
        Room = section[nameof(options.Room)] ?? options.Room,
        Key = section[nameof(options.Key)] ?? options.Key,
        ConnectionToken = section[nameof(options.ConnectionToken)] ?? options.ConnectionToken,
        ServerTimeout = section.Read(nameof(options.ServerTimeout), options.ServerTimeout),
        MinReconnectDelay = section.Read(nameof(options.MinReconnectDelay), options.MinReconnectDelay),
        MaxReconnectDelay = section.Read(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay),
        KeepAliveInterval = section.Read(nameof(options.KeepAliveInterval), options.KeepAliveInterval),
        MaxPeers = section.Read(nameof(options.MaxPeers), options.MaxPeers),
        MaxPendingLinks = section.Read(nameof(options.MaxPendingLinks), options.MaxPendingLinks),
        MaxDataConnectionsPerPeer = section.Read(nameof(options.MaxDataConnectionsPerPeer), options.MaxDataConnectionsPerPeer),
        MaxDataHeldPerPeer = section.Read(nameof(options.MaxDataHeldPerPeer), options.MaxDataHeldPerPeer),
        MaxDataHeld = section.Read(nameof(options.MaxDataHeld), options.MaxDataHeld),
        Link = PeerLinkOptionsBinding.Read(section.GetSection(nameof(options.Link)), options.Link),
        MaxQueuedMessages = section.Read(nameof(options.MaxQueuedMessages), options.MaxQueuedMessages),
    };
}
