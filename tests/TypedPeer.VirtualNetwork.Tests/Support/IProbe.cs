namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>One method of every kind.</summary>
[PeerContract]
public partial interface IProbe
{
    ValueTask<int> DoubleAsync(int number);

    ValueTask<byte[]> EchoAsync(byte[] bytes);

    [OneWay]
    ValueTask NoteAsync(int number);

    IAsyncEnumerable<int> CountAsync(int count);

    IAsyncEnumerable<byte[]> BlocksAsync(int count, int size, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers);

    ValueTask<long> TakeAsync(IAsyncEnumerable<byte[]> blocks);

    ValueTask WaitAsync(CancellationToken cancellationToken = default);
}
