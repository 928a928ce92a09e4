using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Benchmarks.FirstCall;

/// <summary>One side of a first call by SignalR, MessagePack in web sockets over plain TCP.</summary>
internal static class Program
{
    private static long _main;

    public static async Task<int> Main(string[] args)
    {
        _main = Stopwatch.GetTimestamp();
        switch (args)
        {
            case ["listen"]:
                await ListenAsync();
                return 0;
            case ["call", var address]:
                await CallAsync(address);
                return 0;
            case ["call"]:
                await CallAsync(Pipe.ReadLine() ?? throw new EndOfStreamException("No address came."));
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: listen | call [ADDRESS]");
                return 2;
        }
    }

    private static async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR().AddMessagePackProtocol();
        await using var server = builder.Build();
        server.MapHub<AdderHub>("/adder");
        await server.StartAsync();
        Pipe.WriteLine($"listens {server.Urls.Single()}/adder");
        Pipe.ReadLine();
    }

    private static async Task CallAsync(string address)
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(address, static options =>
            {
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .AddMessagePackProtocol()
            .Build();
        await connection.StartAsync();
        if (await connection.InvokeAsync<int>("Add", 1, 2) != 3)
        {
            throw new InvalidOperationException("A wrong answer came.");
        }

        Pipe.Answered(_main);
    }

    /// <summary>Public, since the framework makes it.</summary>
    public sealed class AdderHub : Hub
    {
        public int Add(int left, int right) => left + right;
    }
}
