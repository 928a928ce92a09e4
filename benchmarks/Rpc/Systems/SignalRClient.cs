using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal sealed class SignalRClient(HubConnection connection) : IRpcClient
{
    public static async Task<IRpcClient> ConnectAsync(string address)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(address, static options =>
            {
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
            })
            .AddMessagePackProtocol()
            .Build();
        await connection.StartAsync();
        return new SignalRClient(connection);
    }

    public async ValueTask<int> AddAsync(int left, int right) => await connection.InvokeAsync<int>("Add", left, right);

    public Task<long> UploadAsync(Flow flow) => connection.InvokeAsync<long>("Upload", BlocksAsync(flow));

    public async Task<long> DownloadAsync(int blocks)
    {
        var bytes = 0L;
        await foreach (var block in connection.StreamAsync<byte[]>("Download", blocks, Flow.BlockSize))
        {
            bytes += block.Length;
        }

        return bytes;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async IAsyncEnumerable<byte[]> BlocksAsync(Flow flow)
    {
        var block = new byte[Flow.BlockSize];
        while (flow.Take())
        {
            yield return block;
        }

        await Task.CompletedTask;
    }
}
