namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>The contract of our side.</summary>
[PeerContract]
public partial interface ICalculator
{
    ValueTask<int> AddAsync(int left, int right);

    ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default);

    IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(int blocks, int size, CancellationToken cancellationToken = default);
}
