using System.Security.Claims;
using Microsoft.Extensions.Hosting;
using TypedPeer.Hosting;

namespace TypedPeer.Samples.Hosting;

/// <summary>Starts one session at each end, calls, and ends the application.</summary>
internal sealed class Demonstration(PeerSessionFactory sessions, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = new LoopbackConnection();
        var (calling, answering) = await connection.ConnectAsync(stoppingToken);
        await using var server = sessions.Start(answering, user: new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "a guest")], "demonstration")));
        await using var client = sessions.Start(calling);
        var thermometer = client.GetRemote<IThermometer>();

        Console.WriteLine($"attic: {await thermometer.MeasureAsync("attic", stoppingToken)} °C");
        await foreach (var reading in thermometer.WatchAsync("cellar", 3, stoppingToken))
        {
            Console.WriteLine($"{reading.Room}, reading {reading.Number}: {reading.Degrees} °C");
        }

        foreach (var room in new[] { "garage", "boiler" })
        {
            try
            {
                await thermometer.MeasureAsync(room, stoppingToken);
            }
            catch (PeerException exception)
            {
                // The garage's reason was meant for us; the boiler's stays in the other side's log.
                Console.WriteLine($"{room}: {exception.Status}: {exception.Message}");
            }
        }

        try
        {
            await thermometer.AdjustAsync(0.5);
        }
        catch (PeerException exception)
        {
            Console.WriteLine($"adjusting: {exception.Status}");
        }

        await client.StopAsync(stoppingToken);
        lifetime.StopApplication();
    }
}
