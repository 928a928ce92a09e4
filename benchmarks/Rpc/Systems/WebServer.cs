using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>What the servers on ASP.NET Core share: a free port of this machine, no encryption, no log.</summary>
internal static class WebServer
{
    public static void Configure(WebApplicationBuilder builder, HttpProtocols protocols)
    {
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
    }
}
