using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Calls that may be made again, and calls that may not.</summary>
[PeerContract]
public partial interface IRepeater
{
    /// <summary>Returns how often the program was started.</summary>
    ValueTask<int> NumberAsync(CancellationToken cancellationToken = default);

    ValueTask<int> OnceAsync(CancellationToken cancellationToken = default);

    [Idempotent]
    ValueTask<int> AgainAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets what was set before to another value.</summary>
    [Idempotent]
    [OneWay]
    ValueTask SetAsync(int value, CancellationToken cancellationToken = default);

    /// <summary>Gives one item when it is let, and no more.</summary>
    [Idempotent]
    IAsyncEnumerable<int> ItemsAsync(CancellationToken cancellationToken = default);
}

/// <summary>Answers when it is let.</summary>
internal sealed class Repeater(int number) : IRepeater
{
    private readonly Channel<int> _running = Channel.CreateUnbounded<int>();
    private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what was set, in order.</summary>
    public ConcurrentQueue<int> Values { get; } = new();

    /// <summary>Waits until so many handlers have begun.</summary>
    public async Task Running(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _running.Reader.ReadAsync(Loopback.Token);
        }
    }

    public void Let() => _let.TrySetResult();

    public ValueTask<int> NumberAsync(CancellationToken cancellationToken) => new(number);

    public ValueTask<int> OnceAsync(CancellationToken cancellationToken) => WaitAsync(cancellationToken);

    public ValueTask<int> AgainAsync(CancellationToken cancellationToken) => WaitAsync(cancellationToken);

    public ValueTask SetAsync(int value, CancellationToken cancellationToken)
    {
        Values.Enqueue(value);
        return default;
    }

    public async IAsyncEnumerable<int> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await WaitAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private async ValueTask<int> WaitAsync(CancellationToken cancellationToken)
    {
        _running.Writer.TryWrite(number);
        await _let.Task.WaitAsync(cancellationToken);
        return number;
    }
}
