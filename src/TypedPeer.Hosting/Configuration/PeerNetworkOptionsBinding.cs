using System.Globalization;
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
    public static PeerNetworkOptions Read(IConfiguration section, PeerNetworkOptions options)
    {
        return options with
        {
            Id = section[nameof(options.Id)] ?? options.Id,
            Room = section[nameof(options.Room)] ?? options.Room,
            Key = section[nameof(options.Key)] ?? options.Key,
            ConnectionToken = section[nameof(options.ConnectionToken)] ?? options.ConnectionToken,
            ServerTimeout = Value(nameof(options.ServerTimeout), options.ServerTimeout),
            MinReconnectDelay = Value(nameof(options.MinReconnectDelay), options.MinReconnectDelay),
            MaxReconnectDelay = Value(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay),
            KeepAliveInterval = Value(nameof(options.KeepAliveInterval), options.KeepAliveInterval),
            MaxPeers = Value(nameof(options.MaxPeers), options.MaxPeers),
            MaxPendingLinks = Value(nameof(options.MaxPendingLinks), options.MaxPendingLinks),
            MaxDataConnectionsPerPeer = Value(nameof(options.MaxDataConnectionsPerPeer), options.MaxDataConnectionsPerPeer),
            MaxDataHeldPerPeer = Value(nameof(options.MaxDataHeldPerPeer), options.MaxDataHeldPerPeer),
            MaxDataHeld = Value(nameof(options.MaxDataHeld), options.MaxDataHeld),
            MaxQueuedMessages = Value(nameof(options.MaxQueuedMessages), options.MaxQueuedMessages),
        };

        T Value<T>(string name, T otherwise)
            where T : IParsable<T> => section[name] is not { } text ? otherwise
            : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"{name} cannot be read: '{text}'.");
    }
}
