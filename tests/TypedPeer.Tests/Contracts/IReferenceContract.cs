namespace TypedPeer.Tests.Contracts;

/// <summary>Objects that travel as references, both ways.</summary>
[PeerContract]
public partial interface IReferenceContract
{
    ValueTask<IAccount> OpenAsync(string owner);

    ValueTask<bool> IsMineAsync(IAccount? account);

    ValueTask SubscribeAsync(IObserver observer, int count);

    IAsyncEnumerable<IAccount> AllAsync(CancellationToken cancellationToken = default);

    ValueTask<int> WorkAsync(int steps, IProgress<int> progress);
}

[PeerContract]
public partial interface IAccount
{
    ValueTask<string> OwnerAsync();

    ValueTask<int> AddAsync(int amount);
}

[PeerContract]
public partial interface IObserver
{
    [OneWay]
    ValueTask ChangedAsync(int number);

    ValueTask DoneAsync();
}

internal sealed class ReferenceService : IReferenceContract
{
    public List<Account> Accounts { get; } = [];

    public ValueTask<IAccount> OpenAsync(string owner)
    {
        var account = new Account(owner);
        Accounts.Add(account);
        return new(account);
    }

    public ValueTask<bool> IsMineAsync(IAccount? account) => new(account is Account mine && Accounts.Contains(mine));

    public async ValueTask SubscribeAsync(IObserver observer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await observer.ChangedAsync(i);
        }

        await observer.DoneAsync();
    }

    public async IAsyncEnumerable<IAccount> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var account in Accounts)
        {
            yield return account;
        }

        await Task.CompletedTask;
    }

    public ValueTask<int> WorkAsync(int steps, IProgress<int> progress)
    {
        for (var i = 1; i <= steps; i++)
        {
            progress.Report(i);
        }

        return new(steps);
    }
}

internal sealed class Account(string owner) : IAccount
{
    private int _balance;

    public ValueTask<string> OwnerAsync() => new(owner);

    public ValueTask<int> AddAsync(int amount) => new(_balance += amount);
}

internal sealed class Observer : IObserver
{
    public List<int> Seen { get; } = [];

    /// <summary>Gets what completes when the first change was seen: nobody answers a one-way call.</summary>
    public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask ChangedAsync(int number)
    {
        Seen.Add(number);
        Changed.TrySetResult();
        return default;
    }

    public ValueTask DoneAsync() => default;
}
