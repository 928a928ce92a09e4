namespace TypedPeer.Integrations.Tests;

/// <summary>Every kind of call, in one contract.</summary>
[PeerContract]
public partial interface IWorkshop
{
    ValueTask<string> GreetAsync(string greeting, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<long> WeighAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default);
}
