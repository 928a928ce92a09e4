using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>Serves the files of one folder on a loopback port, and has the peers of pages find each other.</summary>
internal sealed class StaticServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StaticServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Gets where peers find each other.</summary>
    public Uri Peers => new(Address, "peers");

    public static async Task<StaticServer> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPeerServer();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            StaticFileOptions = { ServeUnknownFileTypes = true },
        });
        app.UseWebSockets();
        app.MapPeerServer("/peers");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
