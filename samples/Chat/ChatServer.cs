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
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls);
        builder.Services.AddPeerServer();
        var app = builder.Build();
        if (road is not null)
        {
            app.UseWebSockets();
            app.Use(road.RedirectAsync);
        }

        app.MapPeerServer("/");
        await app.StartAsync(cancellationToken);
        return app;
    }
}
