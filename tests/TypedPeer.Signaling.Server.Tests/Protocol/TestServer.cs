using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>A server on a loopback port that the system chooses.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private TestServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First());

    public PeerServer Server => _application.Services.GetRequiredService<PeerServer>();

    public IServiceProvider Services => _application.Services;

    public required CapturedLog Log { get; init; }

    public static async Task<TestServer> StartAsync(
        Action<PeerServerOptions>? configure = null, Action<WebApplicationBuilder>? services = null, Action<WebApplication>? application = null, string pattern = "/peerjs", Action<IEndpointConventionBuilder>? conventions = null, int port = 0, bool overSockets = false)
    {
        var log = new CapturedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddPeerServer(configure);
        services?.Invoke(builder);
        if (overSockets)
        {
            builder.Services.AddPeerServerSockets(options => options.Path = pattern + "/peerjs");
        }

        var app = builder.Build();
        application?.Invoke(app);
        var mapped = app.MapPeerServer(pattern);
        conventions?.Invoke(mapped);
        await app.StartAsync();
        return new(app) { Log = log };
    }

    public async Task<RawClient> ConnectAsync(string id, string token = "secret", bool additions = false, string key = "peerjs", Action<System.Net.WebSockets.ClientWebSocketOptions>? options = null)
    {
        var client = new RawClient();
        options?.Invoke(client.Socket.Options);
        await client.ConnectAsync(Address, $"/peerjs/peerjs?key={key}&id={Uri.EscapeDataString(id)}&token={token}&version=1.5.5{(additions ? "&typedpeer=1" : "")}");
        return client;
    }

    /// <summary>Connects a client and takes its OPEN.</summary>
    public async Task<RawClient> OpenAsync(string id, string token = "secret", bool additions = false)
    {
        var client = await ConnectAsync(id, token, additions);
        Assert.StartsWith("{\"type\":\"OPEN\"", await client.NextAsync(), StringComparison.Ordinal);
        return client;
    }

    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
