using PolyType;
using StreamJsonRpc;

namespace TypedPeer.Benchmarks.Rpc.Systems;

/// <summary>The contract as StreamJsonRpc wants it; public, since it makes a proxy of it.</summary>
[JsonRpcContract]
[GenerateShape(IncludeMethods = MethodShapeFlags.PublicInstance)]
public partial interface IStreamJsonRpcCalculator
{
    Task<int> AddAsync(int left, int right);

    Task<long> UploadAsync(IAsyncEnumerable<byte[]> blocks, CancellationToken cancellationToken);

    IAsyncEnumerable<byte[]> DownloadAsync(int blocks, int size, CancellationToken cancellationToken);
}
