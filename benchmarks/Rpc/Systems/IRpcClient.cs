namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>What every system is asked to do, in its own types: none pays for a conversion that its users would not write.</summary>
internal interface IRpcClient : IAsyncDisposable
{
    ValueTask<int> AddAsync(int left, int right);

    /// <summary>Streams blocks to the server for as long as the flow says; returns how many bytes the server saw.</summary>
    Task<long> UploadAsync(Flow flow);

    /// <summary>Takes so many blocks from the server in one stream; returns how many bytes came.</summary>
    Task<long> DownloadAsync(int blocks);
}
