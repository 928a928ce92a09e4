using Microsoft.Extensions.Configuration;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Configuration;

/// <summary>Reads what a configuration section says of links that are lost and found again, by name.</summary>
internal static class PeerLinkOptionsBinding
{
    /// <summary>Reads what there is of the options.</summary>
    /// <exception cref="FormatException">Something cannot be read.</exception>
    public static PeerLinkOptions Read(IConfiguration section, PeerLinkOptions options) => options with
    {
        MaxReconnectAttempts = section.Read(nameof(options.MaxReconnectAttempts), options.MaxReconnectAttempts),
        ReconnectTimeout = section.Read(nameof(options.ReconnectTimeout), options.ReconnectTimeout),
        MinReconnectDelay = section.Read(nameof(options.MinReconnectDelay), options.MinReconnectDelay),
        MaxReconnectDelay = section.Read(nameof(options.MaxReconnectDelay), options.MaxReconnectDelay),
    };
}
