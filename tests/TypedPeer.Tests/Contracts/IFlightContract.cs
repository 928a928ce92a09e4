namespace TypedPeer.Tests.Contracts;

/// <summary>References in every place they may travel in, so that each place can lose them.</summary>
[PeerContract]
public partial interface IFlightContract
{
    ValueTask BlockAsync();

    ValueTask<bool> TakeAsync(IObserver observer, Picky picky, byte[] load, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask TellAsync(IObserver observer);

    ValueTask<IAccount> GiveAsync(CancellationToken cancellationToken = default);

    ValueTask<Parcel> GiveParcelAsync(int size);

    IAsyncEnumerable<IAccount> GiveManyAsync(int count, CancellationToken cancellationToken = default);

    IAsyncEnumerable<Parcel> GiveParcelsAsync(int count, CancellationToken cancellationToken = default);

    ValueTask<int> TakeManyAsync(IAsyncEnumerable<IObserver> observers, int take);

    ValueTask WatchAsync(IProgress<int> progress, CancellationToken cancellationToken = default);
}

/// <summary>A value that refuses to be read, though not to be written.</summary>
public sealed class Picky
{
    public Picky(bool refuses)
    {
        Refuses = refuses;
        if (refuses && !IsAllowed.Value)
        {
            throw new ArgumentException("not like this");
        }
    }

    public static AsyncLocal<bool> IsAllowed { get; } = new();

    public bool Refuses { get; }

    public static Picky Refusing()
    {
        IsAllowed.Value = true;
        var picky = new Picky(true);
        IsAllowed.Value = false;
        return picky;
    }
}

/// <summary>An object with something behind it that may be refused.</summary>
public sealed record Parcel(IAccount Account, Picky Picky, byte[] Load);

internal sealed class FlightService : IFlightContract
{
    public ManualResetEventSlim Block { get; } = new(true);

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<IObserver> Kept { get; } = [];

    public Func<IAccount> NewAccount { get; set; } = static () => new Account("somebody");

    public bool Refuses { get; set; }

    public List<IProgress<int>> Watched { get; } = [];

    public ValueTask BlockAsync()
    {
        Entered.TrySetResult();
        Block.Wait();
        return default;
    }

    public ValueTask<bool> TakeAsync(IObserver observer, Picky picky, byte[] load, CancellationToken cancellationToken = default)
    {
        Kept.Add(observer);
        return new(true);
    }

    public ValueTask TellAsync(IObserver observer)
    {
        Kept.Add(observer);
        return default;
    }

    public async ValueTask<IAccount> GiveAsync(CancellationToken cancellationToken = default)
    {
        Entered.TrySetResult();
        await Gate.Task;
        return NewAccount();
    }

    public ValueTask<Parcel> GiveParcelAsync(int size) => new(new Parcel(NewAccount(), Refuses ? Picky.Refusing() : new(false), new byte[size]));

    public async IAsyncEnumerable<IAccount> GiveManyAsync(
        int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            yield return NewAccount();
        }

        await Gate.Task.WaitAsync(cancellationToken);
    }

    public async IAsyncEnumerable<Parcel> GiveParcelsAsync(
        int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Parcel(NewAccount(), i == 1 ? Picky.Refusing() : new(false), []);
        }

        await Gate.Task.WaitAsync(cancellationToken);
    }

    public Func<IAsyncEnumerable<IObserver>, ValueTask<int>>? OnTakeMany { get; set; }

    public ValueTask<int> TakeManyAsync(IAsyncEnumerable<IObserver> observers, int take) => OnTakeMany?.Invoke(observers) ?? TakeFewAsync(observers, take);

    private async ValueTask<int> TakeFewAsync(IAsyncEnumerable<IObserver> observers, int take)
    {
        var taken = 0;
        if (take > 0)
        {
            await foreach (var observer in observers)
            {
                Kept.Add(observer);
                if (++taken == take)
                {
                    break;
                }
            }
        }

        return taken;
    }

    public async ValueTask WatchAsync(IProgress<int> progress, CancellationToken cancellationToken = default)
    {
        lock (Watched)
        {
            Watched.Add(progress);
            if (Watched.Count == 2)
            {
                Entered.TrySetResult();
            }
        }

        if (Watched.Count == 1)
        {
            await Gate.Task.WaitAsync(cancellationToken);
            progress.Report(7);
        }
    }
}
