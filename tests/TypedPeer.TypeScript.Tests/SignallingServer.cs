using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TypedPeer.TypeScript.Tests;

/// <summary>A signalling server with rooms.</summary>
internal sealed class SignallingServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private SignallingServer(WebApplication server) => _server = server;

    /// <summary>Gets where it is.</summary>
    public Uri Address => new(_server.Urls.Single() + "/peerjs");

    public static async Task<SignallingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPeerServer();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapPeerServer("/peerjs");
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
