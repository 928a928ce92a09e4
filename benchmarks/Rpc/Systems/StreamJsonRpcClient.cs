using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StreamJsonRpc;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal sealed class StreamJsonRpcClient(JsonRpc rpc) : IRpcClient
{
    private readonly IStreamJsonRpcCalculator _remote = rpc.Attach<IStreamJsonRpcCalculator>();

    public static async Task<IRpcClient> ConnectAsync(string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, int.Parse(address, CultureInfo.InvariantCulture));
        var rpc = StreamJsonRpcServer.Create(socket);
        var client = new StreamJsonRpcClient(rpc);
        rpc.StartListening();
        return client;
    }

    public async ValueTask<int> AddAsync(int left, int right) => await _remote.AddAsync(left, right);

    public Task<long> UploadAsync(Flow flow) => _remote.UploadAsync(StreamJsonRpcServer.InBatches(BlocksAsync(flow)), CancellationToken.None);

    public async Task<long> DownloadAsync(int blocks)
    {
        var bytes = 0L;
        await foreach (var block in _remote.DownloadAsync(blocks, Flow.BlockSize, CancellationToken.None))
        {
            bytes += block.Length;
        }

        return bytes;
    }

    public ValueTask DisposeAsync()
    {
        rpc.Dispose();
        return ValueTask.CompletedTask;
    }

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
