using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>The servers of the options, with credentials for the client, and the STUN port of this process where there is one.</summary>
internal sealed class ConfiguredIceServers(
    IOptionsMonitor<IceServerOptions> options, IOptions<StunPortOptions> stunPort, IEnumerable<StunPortService> ports, TimeProvider timeProvider)
{
    private readonly StunPortService? _port = ports.FirstOrDefault();

    /// <summary>Fits <see cref="PeerServerOptions.IceServers"/>.</summary>
    public ValueTask<PeerIceServers?> GetAsync(PeerIceServersContext context)
    {
        var current = options.CurrentValue;
        var servers = new List<PeerIceServer>();
        if (OwnPort(context.HttpContext.Request.Host) is { } own)
        {
            servers.Add(new PeerIceServer([own]));
        }

        if (current.StunUrls.Count > 0)
        {
            servers.Add(new PeerIceServer([.. current.StunUrls]));
        }

        if (current.TurnUrls.Count == 0)
        {
            return new(new PeerIceServers(servers));
        }

        var credentials = TurnCredentials.Create(current.TurnSecret!, context.Id, current.TurnLifetime, timeProvider);
        servers.Add(new PeerIceServer([.. current.TurnUrls], credentials.Username, credentials.Credential));
        return new(new PeerIceServers(servers, current.TurnLifetime));
    }

    /// <summary>
    /// The port by the host that the client reached us by. What it says of that host goes to itself alone; a host that is none is left out.
    /// </summary>
    private string? OwnPort(HostString reached)
    {
        if (_port?.EndPoint is not { } endPoint)
        {
            return null;
        }

        var settings = stunPort.Value;
        var host = settings.Host ?? reached.Host.Trim('[', ']');
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return null;
        }

        var isV6 = IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        return string.Create(CultureInfo.InvariantCulture, $"stun:{(isV6 ? $"[{host}]" : host)}:{settings.Port ?? endPoint.Port}");
    }
}
