namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>What a page calls of a process.</summary>
[PeerContract]
public partial interface IPageBenchmark
{
    /// <summary>A call as small as calls are.</summary>
    ValueTask<int> AddAsync(int first, int second);

    /// <summary>Bytes without end.</summary>
    ValueTask<Stream> DownloadAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes bytes, and returns how many came.</summary>
    ValueTask<long> UploadAsync(Stream bytes);
}
