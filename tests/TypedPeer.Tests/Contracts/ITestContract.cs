using System.Runtime.CompilerServices;

namespace TypedPeer.Tests.Contracts;

/// <summary>Every call shape the session tests use.</summary>
[PeerContract]
public partial interface ITestContract
{
    ValueTask<int> AddAsync(int left, int right);

    ValueTask<string> EchoAsync(string text, CancellationToken cancellationToken = default);

    ValueTask<byte[]> EchoBytesAsync(byte[] bytes);

    ValueTask FailAsync(string how);

    ValueTask WaitAsync(CancellationToken cancellationToken);

    [OneWay]
    ValueTask NoteAsync(string text);

    [OneWay]
    ValueTask NoteBytesAsync(int number, byte[] bytes);

    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<byte[]> BlocksAsync(int count, int size, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    [Concurrent]
    ValueTask<string> ConcurrentAsync(string text);
}

/// <summary>Answers with what the test wants; by default what the names say.</summary>
public class TestService : ITestContract
{
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource EnumerationEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Notes { get; } = [];

    public Func<string, CancellationToken, ValueTask<string>> OnEcho { get; set; } = static (text, _) => ValueTask.FromResult(text);

    public Func<string, ValueTask> OnNote { get; set; } = static _ => default;

    public Func<int, CancellationToken, IAsyncEnumerable<int>>? OnCount { get; set; }

    public Func<IAsyncEnumerable<int>, CancellationToken, ValueTask<long>>? OnSum { get; set; }

    public Func<IAsyncEnumerable<int>, CancellationToken, IAsyncEnumerable<int>>? OnDouble { get; set; }

    public int Produced => Volatile.Read(ref _produced);

    private int _produced;

    public ValueTask<int> AddAsync(int left, int right) => ValueTask.FromResult(left + right);

    public ValueTask<string> EchoAsync(string text, CancellationToken cancellationToken = default) => OnEcho(text, cancellationToken);

    public ValueTask<byte[]> EchoBytesAsync(byte[] bytes) => ValueTask.FromResult(bytes);

    public ValueTask FailAsync(string how) => throw (how switch
    {
        "announced" => new PeerException(PeerStatus.NotFound, "there is no such thing"),
        _ => new InvalidOperationException("a secret"),
    });

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }

    public ValueTask NoteAsync(string text)
    {
        lock (Notes)
        {
            Notes.Add(text);
        }

        return OnNote(text);
    }

    public ValueTask NoteBytesAsync(int number, byte[] bytes) => NoteAsync($"{number}:{bytes.Length}");

    public IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default) =>
        OnCount is null ? Count(count, cancellationToken) : OnCount(count, cancellationToken);

    public async IAsyncEnumerable<byte[]> BlocksAsync(int count, int size, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _produced);
            var block = new byte[size];
            new Random(i).NextBytes(block);
            yield return block;
        }

        await Task.CompletedTask;
    }

    public ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default) =>
        OnSum is null ? Sum(numbers, cancellationToken) : OnSum(numbers, cancellationToken);

    public IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default) =>
        OnDouble is null ? Double(numbers, cancellationToken) : OnDouble(numbers, cancellationToken);

    private static async IAsyncEnumerable<int> Double(IAsyncEnumerable<int> numbers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return number * 2;
        }
    }

    public async ValueTask<string> ConcurrentAsync(string text)
    {
        await Task.Yield();
        return text;
    }

    private async IAsyncEnumerable<int> Count(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Interlocked.Increment(ref _produced);
                yield return i;
            }

            await Task.CompletedTask;
        }
        finally
        {
            EnumerationEnded.TrySetResult();
        }
    }

    private static async ValueTask<long> Sum(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        var sum = 0L;
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            sum += number;
        }

        return sum;
    }
}
