using TypedPeer.Samples.Chat.Demo.Roads;
using TypedPeer.Samples.Chat.Room;
using TypedPeer.Samples.Chat.Screen;

namespace TypedPeer.Samples.Chat;

/// <summary>What this program can be, beside a demonstration.</summary>
internal static class Roles
{
    /// <summary>Runs the server until it is stopped; where there is a terminal, its user is in the room as well.</summary>
    public static async Task ServeAsync(string urls, bool hasRoad, string room, string name, string folder, CancellationToken cancellationToken)
    {
        using var road = hasRoad ? new Road() : null;
        await using var app = await ChatServer.StartAsync(urls, road, cancellationToken);
        var url = app.Urls.First();
        Console.WriteLine($"listening: {url}");
        if (road is not null)
        {
            await ObeyAsync(road, cancellationToken);
            Console.WriteLine($"road: {road}");
        }
        else if (Console.IsInputRedirected)
        {
            await app.WaitForShutdownAsync(cancellationToken);
        }
        else
        {
            Console.WriteLine($"in another terminal: --join {url}");
            await JoinAsync(url, room, name, folder, cancellationToken);
        }
    }

    /// <summary>Joins a room at this terminal.</summary>
    public static async Task JoinAsync(string url, string room, string name, string folder, CancellationToken cancellationToken)
    {
        await using var chat = await ChatRoom.JoinAsync(url, room, name, folder, isLoopback: false, Terminal.Listen, cancellationToken);
        await Terminal.RunAsync(chat, cancellationToken);
    }

    /// <summary>The demonstration says when nothing passes.</summary>
    private static async Task ObeyAsync(Road road, CancellationToken cancellationToken)
    {
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line && line != "stop")
        {
            road.IsClosed = line == "close";
        }
    }
}
