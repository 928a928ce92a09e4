using System.Runtime.CompilerServices;

namespace TypedPeer.Signaling.Tests;

/// <summary>What is served in these tests.</summary>
[PeerContract]
public partial interface IGreeter
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Answers when its caller gives up.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAsync(CancellationToken cancellationToken = default);
}

/// <summary>Greets, and says so when somebody waits.</summary>
internal sealed class Greeter(string greeting = "Hello") : IGreeter
{
    private readonly TaskCompletionSource _somebodyWaits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task SomebodyWaits => _somebodyWaits.Task;

    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult($"{greeting}, {name}!");

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _somebodyWaits.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return number;
            await Task.Yield();
        }
    }
}
