using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>A signaling server of ours on a loopback port, which can be stopped and started again there.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly Action<PeerServerOptions>? _configure;
    private WebApplication? _application;

    private OwnServer(Action<PeerServerOptions>? configure) => _configure = configure;

    public Uri Address { get; private set; } = null!;

    public static async Task<OwnServer> StartAsync(Action<PeerServerOptions>? configure = null)
    {
        var server = new OwnServer(configure);
        await server.StartAsync(0);
        return server;
    }

    public async Task StopAsync()
    {
        await _application!.DisposeAsync();
        _application = null;
    }

    public Task StartAgainAsync() => StartAsync(Address.Port);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    private async Task StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddPeerServer(_configure);
        _application = builder.Build();
        _application.MapPeerServer("/peerjs");
        await _application.StartAsync();
        Address = new Uri(_application.Urls.First() + "/peerjs");
    }
}
