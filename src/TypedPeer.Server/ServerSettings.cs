using System.Net;

namespace TypedPeer.Server;

/// <summary>What the command line says, checked.</summary>
internal sealed record ServerSettings
{
    /// <summary>The addresses to listen on: all, or those that <c>--host</c> names.</summary>
    public required IPAddress? Host { get; init; }

    public required int Port { get; init; }

    public required string Key { get; init; }

    /// <summary>Begins with a slash, and ends with none but the one of the root.</summary>
    public required string Path { get; init; }

    public required TimeSpan ExpireTimeout { get; init; }

    public required TimeSpan AliveTimeout { get; init; }

    public required int ConcurrentLimit { get; init; }

    public required bool AllowDiscovery { get; init; }

    public required bool Proxied { get; init; }

    /// <summary>Empty for any.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    public required FileInfo? Certificate { get; init; }

    public required FileInfo? CertificateKey { get; init; }

    /// <summary>Null without a STUN port.</summary>
    public required int? StunPort { get; init; }

    public required string? StunHost { get; init; }

    public required IReadOnlyList<string> IceUrls { get; init; }

    public required string? TurnSecret { get; init; }

    public required TimeSpan TurnLifetime { get; init; }

    /// <summary>A connection string of StackExchange.Redis.</summary>
    public required string? Redis { get; init; }

    public required FileInfo? Tokens { get; init; }

    public required string? TokenSecret { get; init; }

    public required int RoomLimit { get; init; }

    public required int RoomsPerClient { get; init; }

    public required LogFormat Log { get; init; }

    public required Microsoft.Extensions.Logging.LogLevel LogLevel { get; init; }
}
