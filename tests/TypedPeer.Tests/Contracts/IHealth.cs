namespace TypedPeer.Tests.Contracts;

/// <summary>What several contracts inherit.</summary>
[PeerContract]
[PeerError(typeof(Sickness))]
public partial interface IHealth
{
    ValueTask<string> WhoAsync();

    IAsyncEnumerable<string> ManyAsync();

    [OneWay]
    ValueTask NoteAsync(string text);
}

[PeerContract]
[PeerError(typeof(OrdersSickness))]
public partial interface IOrders : IHealth
{
    ValueTask<int> CountAsync();

    ValueTask<IOrders> LendAsync();
}

[PeerContract]
public partial interface IInvoices : IHealth
{
    ValueTask<int> SumAsync();
}

/// <summary>Inherits what inherits.</summary>
[PeerContract]
public partial interface IRushOrders : IOrders
{
    ValueTask<int> RushAsync();
}

public class Sickness
{
    public string Name { get; set; } = string.Empty;
}

public sealed class OrdersSickness : Sickness
{
    public int Count { get; set; }
}

/// <summary>Serves each of them and says as whom.</summary>
public sealed class HealthService(string who) : IRushOrders, IInvoices
{
    public TaskCompletionSource<string> Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<string>? OnWho { get; set; }

    public ValueTask<string> WhoAsync() => new(OnWho is { } answer ? answer() : who);

    public async IAsyncEnumerable<string> ManyAsync()
    {
        await Task.Yield();
        yield return who;
    }

    public ValueTask NoteAsync(string text)
    {
        Noted.TrySetResult(text);
        return default;
    }

    public ValueTask<int> CountAsync() => new(1);

    public ValueTask<IOrders> LendAsync() => new(this);

    public ValueTask<int> SumAsync() => new(2);

    public ValueTask<int> RushAsync() => new(3);
}
