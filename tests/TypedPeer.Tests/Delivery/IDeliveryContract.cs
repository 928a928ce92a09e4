using System.Threading.Channels;

namespace TypedPeer.Tests.Delivery;

/// <summary>Methods of every delivery class.</summary>
[PeerContract]
public partial interface IDeliveryContract
{
    [OneWay, LatestWins]
    ValueTask StateAsync(int number, CancellationToken cancellationToken = default);

    [OneWay, LatestWins]
    ValueTask OtherAsync(int number);

    [OneWay, LatestWins]
    ValueTask LargeAsync(byte[] bytes);

    [OneWay, LatestWins]
    ValueTask ObservedAsync(IDeliveryObserver observer);

    [OneWay]
    ValueTask PlainAsync(int number);

    ValueTask<int> AskAsync(int number);
}

[PeerContract]
public partial interface IDeliveryObserver
{
    ValueTask SeenAsync();
}

/// <summary>Keeps what it is told, and can be held in a handler.</summary>
internal sealed class DeliveryService : IDeliveryContract
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    /// <summary>Gets or sets what the handlers wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> NextAsync() => _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public bool TryNext(out string? told) => _told.Reader.TryRead(out told);

    public ValueTask StateAsync(int number, CancellationToken cancellationToken = default) => TellAsync($"state {number}");

    public ValueTask OtherAsync(int number) => TellAsync($"other {number}");

    public ValueTask LargeAsync(byte[] bytes) => TellAsync($"large {bytes.Length} {bytes[^1]}");

    public async ValueTask ObservedAsync(IDeliveryObserver observer)
    {
        await observer.SeenAsync();
        await TellAsync("observed");
    }

    public ValueTask PlainAsync(int number) => TellAsync($"plain {number}");

    public ValueTask<int> AskAsync(int number) => new(number);

    private async ValueTask TellAsync(string what)
    {
        Entered.TrySetResult();
        _told.Writer.TryWrite(what);
        await Gate;
    }
}
