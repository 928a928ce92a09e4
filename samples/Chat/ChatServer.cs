using TypedPeer.Samples.Chat.Demo.Roads;

namespace TypedPeer.Samples.Chat;

/// <summary>The signalling server: all that a room needs, and the only thing that has to be reachable.</summary>
internal static class ChatServer
{
    /// <summary>Starts it.</summary>
    /// <param name="urls">Where it listens.</param>
    /// <param name="road">In a demonstration the only way that its peers have to each other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WebApplication> StartAsync(string urls, Road? road, CancellationToken cancellationToken)
    {
        var builder = CreateBuilder(road is null ? urls : "http://127.0.0.1:0");
        builder.Services.AddPeerServer();
        var server = builder.Build();
        server.MapPeerServer("/");
        await server.StartAsync(cancellationToken);
        if (road is null)
        {
            return server;
        }

        var proxy = road.Before(new Uri(server.Urls.First()));
        var app = CreateBuilder(urls).Build();
        app.UseWebSockets();
        app.Run(context => proxy.RunAsync(context, app.Lifetime.ApplicationStopping));
        app.Lifetime.ApplicationStopped.Register(((IDisposable)server).Dispose);
        await app.StartAsync(cancellationToken);
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string urls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls);
        return builder;
    }
}
