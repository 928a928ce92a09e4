namespace TypedPeer.Tests.Contracts;

/// <summary>Every kind of call, each of which fails as its service is told to.</summary>
[PeerContract]
[PeerError(typeof(Sickness))]
public partial interface IFailing
{
    ValueTask<string> AnswerAsync(CancellationToken cancellationToken = default);

    Task DoAsync();

    IAsyncEnumerable<int> ManyAsync(CancellationToken cancellationToken = default);

    ValueTask<int> SumAsync(IAsyncEnumerable<int> numbers);

    [OneWay]
    ValueTask NoteAsync();

    [Concurrent]
    ValueTask<int> SideAsync();
}

/// <summary>Where it fails.</summary>
public enum FailingPlace
{
    AtOnce,
    Later,
    Midway,
    Disposal,
}

public sealed class FailingService(Func<Exception> fail, FailingPlace place) : IFailing
{
    public async ValueTask<string> AnswerAsync(CancellationToken cancellationToken) => await RunAsync<string>();

    public Task DoAsync() => place == FailingPlace.AtOnce ? throw fail() : RunAsync<int>();

    public IAsyncEnumerable<int> ManyAsync(CancellationToken cancellationToken) => place == FailingPlace.AtOnce ? throw fail() : Many();

    public async ValueTask<int> SumAsync(IAsyncEnumerable<int> numbers)
    {
        await foreach (var _ in numbers)
        {
            await RunAsync<int>();
        }

        return 0;
    }

    public ValueTask NoteAsync() => place == FailingPlace.AtOnce ? throw fail() : new(RunAsync<int>());

    public ValueTask<int> SideAsync() => place == FailingPlace.AtOnce ? throw fail() : new(RunAsync<int>());

    private async Task<T> RunAsync<T>()
    {
        if (place != FailingPlace.AtOnce)
        {
            await Task.Yield();
        }

        throw fail();
    }

    private async IAsyncEnumerable<int> Many()
    {
        try
        {
            yield return 1;
            if (place != FailingPlace.Disposal)
            {
                await RunAsync<int>();
            }
        }
        finally
        {
            if (place == FailingPlace.Disposal)
            {
                await RunAsync<int>();
            }
        }
    }
}
