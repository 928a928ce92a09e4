using System.Collections.Concurrent;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Every kind of call that may be under way when a connection is lost.</summary>
[PeerContract]
public partial interface IWorkshop
{
    /// <summary>Answers when it is let.</summary>
    ValueTask<string> HoldAsync(string text, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask NoteAsync(int number, CancellationToken cancellationToken = default);

    ValueTask<int[]> NotesAsync(CancellationToken cancellationToken = default);
}

/// <summary>Does as it is told, and says what it was told.</summary>
internal sealed class Workshop : IWorkshop
{
    private readonly ConcurrentQueue<int> _notes = new();

    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<string> HoldAsync(string text, CancellationToken cancellationToken)
    {
        Held.TrySetResult();
        await Release.Task.WaitAsync(cancellationToken);
        return text;
    }

    public async IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return 2 * number;
        }
    }

    public ValueTask NoteAsync(int number, CancellationToken cancellationToken)
    {
        _notes.Enqueue(number);
        return default;
    }

    public ValueTask<int[]> NotesAsync(CancellationToken cancellationToken) => new([.. _notes]);
}
