using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal sealed class TypedPeerClient(PeerLink link) : IRpcClient
{
    private readonly ICalculator _remote = link.GetRemote<ICalculator>();

    public static async Task<IRpcClient> ConnectAsync(string address) => new TypedPeerClient(await PeerLink.ConnectAsync(address));

    public ValueTask<int> AddAsync(int left, int right) => _remote.AddAsync(left, right);

    public async Task<long> UploadAsync(Flow flow) => await _remote.UploadAsync(BlocksAsync(flow));

    public async Task<long> DownloadAsync(int blocks)
    {
        var bytes = 0L;
        await foreach (var block in _remote.DownloadAsync(blocks, Flow.BlockSize))
        {
            bytes += block.Length;
        }

        return bytes;
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(Flow flow)
    {
        var block = new byte[Flow.BlockSize];
        while (flow.Take())
        {
            yield return block;
        }

        await Task.CompletedTask;
    }
}
