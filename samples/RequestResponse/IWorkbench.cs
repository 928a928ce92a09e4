namespace TypedPeer.Samples.RequestResponse;

/// <summary>What each of the two peers offers the other. Both serve it, both call it.</summary>
[PeerContract]
public partial interface IWorkbench
{
    /// <summary>Says who is there.</summary>
    ValueTask<PeerInfo> IntroduceAsync(PeerInfo caller, CancellationToken cancellationToken = default);

    /// <summary>Adds up; small, so that the time it takes is the time of the way there and back.</summary>
    ValueTask<long> SumAsync(int[] numbers, CancellationToken cancellationToken = default);

    /// <summary>Fails on purpose, to show what a caller gets to see.</summary>
    ValueTask<long> DivideAsync(long dividend, long divisor, CancellationToken cancellationToken = default);

    /// <summary>Counts until the caller has had enough.</summary>
    IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, CancellationToken cancellationToken = default);

    /// <summary>Answers once a stream of ticks has ended on this side, because its caller let go of it.</summary>
    ValueTask WaitForTicksToEndAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes a file in chunks and says what arrived.</summary>
    ValueTask<TransferReceipt> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default);

    /// <summary>Sends a file of the given size in chunks.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(long bytes, CancellationToken cancellationToken = default);

    /// <summary>Tells where the pointer is, and waits for nothing.</summary>
    [OneWay]
    ValueTask PointerMovedAsync(Point at, CancellationToken cancellationToken = default);

    /// <summary>Says where the pointer was last seen, and how often it moved.</summary>
    ValueTask<PointerTrail> GetPointerTrailAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks the other side to call back this often, and returns the sum of what it was told.</summary>
    ValueTask<long> CallMeBackAsync(int times, CancellationToken cancellationToken = default);
}
