namespace TypedPeer.Benchmarks;

/// <summary>What the session benchmarks call.</summary>
[PeerContract]
public partial interface IBenchmarkContract
{
    ValueTask<int> AddAsync(int left, int right);

    IAsyncEnumerable<Item64> ItemsAsync(int count, CancellationToken cancellationToken = default);
}

/// <summary>Sixty-four bytes.</summary>
public record struct Item64(long A, long B, long C, long D, long E, long F, long G, long H);

/// <summary>Handlers that finish at once, so that only the session is measured.</summary>
public sealed class BenchmarkService : IBenchmarkContract
{
    public ValueTask<int> AddAsync(int left, int right) => new(left + right);

    public async IAsyncEnumerable<Item64> ItemsAsync(int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Item64(i, 2, 3, 4, 5, 6, 7, 8);
        }

        await Task.CompletedTask;
    }
}
