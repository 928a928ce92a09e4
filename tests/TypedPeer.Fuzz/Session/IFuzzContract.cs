using System.Runtime.CompilerServices;

namespace TypedPeer.Fuzz.Session;

/// <summary>One method of every call shape.</summary>
[PeerContract]
public partial interface IFuzzContract
{
    ValueTask<string> EchoAsync(string text, int[] numbers);

    [OneWay]
    ValueTask NoteAsync(byte[] bytes);

    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    IAsyncEnumerable<string> DoubleAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default);
}

/// <summary>Answers at once, and never with much.</summary>
public sealed class FuzzService : IFuzzContract
{
    private const int MaxItems = 100;

    public ValueTask<string> EchoAsync(string text, int[] numbers) => ValueTask.FromResult(text);

    public ValueTask NoteAsync(byte[] bytes) => default;

    public async IAsyncEnumerable<int> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < Math.Min(count, MaxItems); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }

        await Task.CompletedTask;
    }

    public async ValueTask<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default)
    {
        var sum = 0L;
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            sum += number;
        }

        return sum;
    }

    public async IAsyncEnumerable<string> DoubleAsync(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken))
        {
            yield return text + text;
        }
    }
}
