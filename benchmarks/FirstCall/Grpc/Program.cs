using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.Benchmarks.FirstCall.Protocol;

namespace TypedPeer.Benchmarks.FirstCall;

/// <summary>One side of a first call by gRPC over plain TCP.</summary>
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
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        await using var server = builder.Build();
        server.MapGrpcService<Service>();
        await server.StartAsync();
        Pipe.WriteLine("listens " + server.Urls.Single());
        Pipe.ReadLine();
    }

    private static async Task CallAsync(string address)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var sum = await new Adder.AdderClient(channel).AddAsync(new Operands { Left = 1, Right = 2 });
        if (sum.Value != 3)
        {
            throw new InvalidOperationException("A wrong answer came.");
        }

        Pipe.Answered(_main);
    }

    private sealed class Service : Adder.AdderBase
    {
        public override Task<Sum> Add(Operands request, ServerCallContext context) => Task.FromResult(new Sum { Value = request.Left + request.Right });
    }
}
