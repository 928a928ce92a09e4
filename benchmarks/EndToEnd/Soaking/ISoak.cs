namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>Calls of every kind, each numbered by its worker, so that the other side notices what is lost, doubled or out of order.</summary>
[PeerContract]
public partial interface ISoak
{
    ValueTask<long> TakeAsync(int worker, long number);

    ValueTask<byte[]> EchoAsync(byte[] bytes);

    [OneWay]
    ValueTask NoteAsync(int worker, long number);

    IAsyncEnumerable<long> CountAsync(long count, CancellationToken cancellationToken = default);

    ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default);

    IAsyncEnumerable<long> MirrorAsync(IAsyncEnumerable<long> numbers, CancellationToken cancellationToken = default);

    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    ValueTask FailAsync(int number);

    /// <summary>Returns how many calls and notes of a worker came.</summary>
    ValueTask<SoakSeen> SeenAsync(int worker);
}

/// <summary>What one side saw of one worker of the other.</summary>
public record struct SoakSeen(long Taken, long Noted);
