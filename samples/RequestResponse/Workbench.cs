using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>The serving side. One instance serves one peer; handlers may run at the same time once they await.</summary>
internal sealed class Workbench(string name) : IWorkbench
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ticksEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PointerTrail _trail = new(default, 0);

    /// <summary>Gets who this side is.</summary>
    public PeerInfo Self { get; } = new(name, Environment.ProcessId, System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);

    public ValueTask<PeerInfo> IntroduceAsync(PeerInfo caller, CancellationToken cancellationToken) => ValueTask.FromResult(Self);

    public ValueTask<long> SumAsync(int[] numbers, CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var number in numbers)
        {
            sum += number;
        }

        return ValueTask.FromResult(sum);
    }

    public ValueTask<long> DivideAsync(long dividend, long divisor, CancellationToken cancellationToken) => divisor == 0
        ? throw new PeerException(PeerStatus.Application, "The divisor must not be zero.")
        : ValueTask.FromResult(dividend / divisor);

    public async IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            for (var number = 1; ; number++)
            {
                yield return new Tick(number, TimeProvider.System.GetUtcNow());
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        finally
        {
            // The loop has no end of its own: it is left only because its caller let go, by the token or by the disposal of the stream.
            _ticksEnded.TrySetResult();
        }
    }

    public async ValueTask WaitForTicksToEndAsync(CancellationToken cancellationToken) =>
        await _ticksEnded.Task.WaitAsync(cancellationToken);

    public async ValueTask<TransferReceipt> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        await foreach (var chunk in chunks.WithCancellation(cancellationToken))
        {
            hash.AppendData(chunk.Span);
            bytes += chunk.Length;
        }

        return new TransferReceipt(bytes, hash.GetHashAndReset());
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(long bytes, CancellationToken cancellationToken) =>
        TestFile.ReadAsync(bytes, progress: null, cancellationToken);

    public ValueTask PointerMovedAsync(Point at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _trail = new PointerTrail(at, _trail.Moves + 1);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<PointerTrail> GetPointerTrailAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_trail);
        }
    }

    public async ValueTask<long> CallMeBackAsync(int times, CancellationToken cancellationToken)
    {
        var caller = PeerCallContext.Current!.Session.GetRemote<IWorkbench>();
        var sum = 0L;
        for (var number = 1; number <= times; number++)
        {
            sum += await caller.SumAsync([number, number], cancellationToken);
        }

        Debug.Assert(sum == times * (times + 1L), "Each call back returns twice its number.");
        return sum;
    }
}
