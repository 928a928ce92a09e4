using Google.Protobuf;
using Grpc.Net.Client;
using TypedPeer.Benchmarks.Rpc.Protocol;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal sealed class GrpcClient(GrpcChannel channel) : IRpcClient
{
    private readonly Calculator.CalculatorClient _remote = new(channel);

    public static Task<IRpcClient> ConnectAsync(string address) => Task.FromResult<IRpcClient>(new GrpcClient(GrpcChannel.ForAddress(address)));

    public async ValueTask<int> AddAsync(int left, int right) => (await _remote.AddAsync(new Operands { Left = left, Right = right })).Value;

    public async Task<long> UploadAsync(Flow flow)
    {
        using var call = _remote.Upload();
        var block = new Block { Data = UnsafeByteOperations.UnsafeWrap(new byte[Flow.BlockSize]) };
        while (flow.Take())
        {
            await call.RequestStream.WriteAsync(block);
        }

        await call.RequestStream.CompleteAsync();
        return (await call).Bytes;
    }

    public async Task<long> DownloadAsync(int blocks)
    {
        using var call = _remote.Download(new Blocks { Count = blocks, Bytes = Flow.BlockSize });
        var bytes = 0L;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            bytes += call.ResponseStream.Current.Data.Length;
        }

        return bytes;
    }

    public ValueTask DisposeAsync()
    {
        channel.Dispose();
        return ValueTask.CompletedTask;
    }
}
