using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>What a session holds beside calls: objects by reference, receivers of progress, streams both ways, and what members of a group are told.</summary>
[PeerContract]
public partial interface IStudio
{
    ValueTask<ITool> TakeAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Reports 1, 2 and so on, and does not go past the half before it is let.</summary>
    ValueTask<int> WorkAsync(int steps, IProgress<int> progress, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);
}

/// <summary>An object by reference, which knows how often it was used.</summary>
[PeerContract]
public partial interface ITool
{
    ValueTask<int> UseAsync(CancellationToken cancellationToken = default);
}

/// <summary>Is told what everybody is.</summary>
[PeerContract]
public partial interface IListening
{
    [OneWay]
    ValueTask ToldAsync(string text, CancellationToken cancellationToken = default);
}

internal sealed class Studio : IStudio
{
    public TaskCompletionSource Half { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<ITool> TakeAsync(string name, CancellationToken cancellationToken) => new(new Tool());

    public async ValueTask<int> WorkAsync(int steps, IProgress<int> progress, CancellationToken cancellationToken)
    {
        for (var step = 1; step <= steps; step++)
        {
            progress.Report(step);
            if (step == steps / 2)
            {
                Half.TrySetResult();
                await Release.Task.WaitAsync(cancellationToken);
            }
        }

        return steps;
    }

    public async IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> numbers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return 2 * number;
        }
    }

    private sealed class Tool : ITool
    {
        private int _uses;

        public ValueTask<int> UseAsync(CancellationToken cancellationToken) => new(Interlocked.Increment(ref _uses));
    }
}

internal sealed class Listening : IListening
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public Task<string> NextAsync() => _told.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();

    public ValueTask ToldAsync(string text, CancellationToken cancellationToken)
    {
        _told.Writer.TryWrite(text);
        return default;
    }
}
