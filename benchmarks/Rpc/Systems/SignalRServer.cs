using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal static class SignalRServer
{
    public const string Path = "/calculator";

    public static async Task<(string Address, IAsyncDisposable Server)> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        WebServer.Configure(builder, HttpProtocols.Http1);
        // Calls beside an upload would wait for its end otherwise.
        builder.Services.AddSignalR(static hub => hub.MaximumParallelInvocationsPerClient = 128).AddMessagePackProtocol();
        var server = builder.Build();
        server.MapHub<CalculatorHub>(Path);
        await server.StartAsync();
        return (server.Urls.Single() + Path, server);
    }

    /// <summary>Public, since the framework makes it.</summary>
    public sealed class CalculatorHub : Hub
    {
        public int Add(int left, int right) => left + right;

        public async Task<long> Upload(IAsyncEnumerable<byte[]> blocks)
        {
            var bytes = 0L;
            await foreach (var block in blocks)
            {
                bytes += block.Length;
            }

            return bytes;
        }

        public async IAsyncEnumerable<byte[]> Download(int blocks, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var block = new byte[size];
            for (var i = 0; i < blocks && !cancellationToken.IsCancellationRequested; i++)
            {
                yield return block;
            }

            await Task.CompletedTask;
        }
    }
}
