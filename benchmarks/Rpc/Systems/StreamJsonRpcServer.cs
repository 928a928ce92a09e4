using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using StreamJsonRpc;

namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>With its binary formatter and batches, which its documentation names for speed.</summary>
internal sealed class StreamJsonRpcServer : IAsyncDisposable
{
    /// <summary>Blocks that come in one answer to the request for more, and that are read ahead.</summary>
    private static readonly JsonRpcEnumerableSettings Batches = new() { MinBatchSize = 8, MaxReadAhead = 32 };
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public static Task<(string Address, IAsyncDisposable Server)> StartAsync()
    {
        var server = new StreamJsonRpcServer();
        server._listener.Start();
        _ = server.AcceptAsync();
        var port = ((IPEndPoint)server._listener.LocalEndpoint).Port;
        return Task.FromResult((port.ToString(CultureInfo.InvariantCulture), (IAsyncDisposable)server));
    }

    /// <summary>The same at both ends.</summary>
    public static JsonRpc Create(Socket socket)
    {
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new JsonRpc(new LengthHeaderMessageHandler(stream, stream, new MessagePackFormatter()));
    }

    public static IAsyncEnumerable<byte[]> InBatches(IAsyncEnumerable<byte[]> blocks) => blocks.WithJsonRpcSettings(Batches);

    public ValueTask DisposeAsync()
    {
        _listener.Stop();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        var rpc = Create(await _listener.AcceptSocketAsync());
        rpc.AddLocalRpcTarget(new Target());
        rpc.StartListening();
    }

    private sealed class Target : IStreamJsonRpcCalculator
    {
        public Task<int> AddAsync(int left, int right) => Task.FromResult(left + right);

        public async Task<long> UploadAsync(IAsyncEnumerable<byte[]> blocks, CancellationToken cancellationToken)
        {
            var bytes = 0L;
            await foreach (var block in blocks.WithCancellation(cancellationToken))
            {
                bytes += block.Length;
            }

            return bytes;
        }

        public IAsyncEnumerable<byte[]> DownloadAsync(int blocks, int size, CancellationToken cancellationToken) => InBatches(BlocksAsync(blocks, size, cancellationToken));

        private static async IAsyncEnumerable<byte[]> BlocksAsync(int blocks, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
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
