using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TypedPeer.Benchmarks.EndToEnd.Session;

/// <summary>What the session benchmarks and the soak call over a data channel.</summary>
[PeerContract]
public partial interface ISessionBenchmark
{
    ValueTask<int> AddAsync(int left, int right);

    ValueTask<Block64> EchoAsync(Block64 block);

    IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int count, int size, CancellationToken cancellationToken = default);

    /// <summary>Takes what comes for so long after the first block, or until there is no more.</summary>
    ValueTask<Uploaded> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, double milliseconds, CancellationToken cancellationToken = default);
}

/// <summary>What an upload brought, and how long that took from the first block on.</summary>
public record struct Uploaded(long Bytes, double Milliseconds);

/// <summary>As many bytes as the messages of the raw ping-pong.</summary>
public record struct Block64(long A, long B, long C, long D, long E, long F, long G, long H);

/// <summary>Handlers that finish at once, so that only the way there and back is measured.</summary>
internal sealed class SessionBenchmarkService : ISessionBenchmark
{
    public ValueTask<int> AddAsync(int left, int right) => new(left + right);

    public ValueTask<Block64> EchoAsync(Block64 block) => new(block);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int count, int size, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var block = new byte[size];
        for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
        {
            yield return block;
        }

        await Task.CompletedTask;
    }

    public async ValueTask<Uploaded> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, double milliseconds, CancellationToken cancellationToken = default)
    {
        var bytes = 0L;
        var start = 0L;
        var elapsed = 0.0;
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            start = start == 0 ? Stopwatch.GetTimestamp() : start;
            bytes += block.Length;
            elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (elapsed > milliseconds)
            {
                break;
            }
        }

        return new Uploaded(bytes, elapsed);
    }
}
