using System.Runtime.CompilerServices;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>The handlers. What should not be is kept as a sentence.</summary>
internal sealed class SoakService(SoakLedger ledger) : ISoak
{
    private readonly long[] _taken = new long[SoakLoad.Workers];
    private readonly long[] _noted = new long[SoakLoad.Workers];

    public async ValueTask<long> TakeAsync(int worker, long number)
    {
        // One caller at a time for each worker: the number before has been answered.
        var last = Interlocked.Exchange(ref _taken[worker], number);
        ledger.Expect(last == number - 1, $"call {number} of worker {worker} came after call {last}");
        if (number % 16 == 0)
        {
            await Task.Yield();
        }

        return number;
    }

    public ValueTask<byte[]> EchoAsync(byte[] bytes) => new(bytes);

    public ValueTask NoteAsync(int worker, long number)
    {
        var last = Interlocked.Exchange(ref _noted[worker], number);
        ledger.Expect(last == number - 1, $"note {number} of worker {worker} came after note {last}");
        return default;
    }

    public async IAsyncEnumerable<long> CountAsync(long count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0L; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }

        await Task.CompletedTask;
    }

    public async ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default)
    {
        var bytes = 0L;
        await foreach (var block in blocks.WithCancellation(cancellationToken))
        {
            ledger.Expect(block.Span.IndexOfAnyExcept((byte)block.Length) < 0, "a block was changed on its way");
            bytes += block.Length;
        }

        return bytes;
    }

    public async IAsyncEnumerable<long> MirrorAsync(IAsyncEnumerable<long> numbers, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return number;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken = default) => await Task.Delay(Timeout.Infinite, cancellationToken);

    public ValueTask FailAsync(int number) => throw new PeerException(PeerStatus.NotFound, $"number {number}");

    public ValueTask<SoakSeen> SeenAsync(int worker) => new(new SoakSeen(Volatile.Read(ref _taken[worker]), Volatile.Read(ref _noted[worker])));
}
