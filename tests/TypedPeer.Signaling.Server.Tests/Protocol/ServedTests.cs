using Microsoft.AspNetCore.Builder;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>What holds whether a client is served by a request of ASP.NET Core or right on its socket.</summary>
/// <param name="overSockets">Which of them.</param>
public abstract class ServedTests(bool overSockets)
{
    internal Task<TestServer> StartAsync(Action<PeerServerOptions>? configure = null, Action<WebApplicationBuilder>? services = null, int port = 0) =>
        TestServer.StartAsync(configure, services, port: port, overSockets: overSockets);
}
