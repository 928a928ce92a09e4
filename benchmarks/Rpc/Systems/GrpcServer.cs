using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using TypedPeer.Benchmarks.Rpc.Protocol;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal static class GrpcServer
{
    public static async Task<(string Address, IAsyncDisposable Server)> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        WebServer.Configure(builder, HttpProtocols.Http2);
        builder.Services.AddGrpc();
        var server = builder.Build();
        server.MapGrpcService<Service>();
        await server.StartAsync();
        return (server.Urls.Single(), server);
    }

    private sealed class Service : Calculator.CalculatorBase
    {
        public override Task<Sum> Add(Operands request, ServerCallContext context) => Task.FromResult(new Sum { Value = request.Left + request.Right });

        public override async Task<Length> Upload(IAsyncStreamReader<Block> requestStream, ServerCallContext context)
        {
            var bytes = 0L;
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                bytes += requestStream.Current.Data.Length;
            }

            return new Length { Bytes = bytes };
        }

        public override async Task Download(Blocks request, IServerStreamWriter<Block> responseStream, ServerCallContext context)
        {
            var block = new Block { Data = UnsafeByteOperations.UnsafeWrap(new byte[request.Bytes]) };
            for (var i = 0; i < request.Count; i++)
            {
                await responseStream.WriteAsync(block, context.CancellationToken);
            }
        }
    }
}
