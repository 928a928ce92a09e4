using System.Threading.Channels;

namespace TypedPeer.Tests.Delivery;

/// <summary>A method whose calls may be lost, beside one that is answered.</summary>
[PeerContract]
public partial interface IUnreliableContract
{
    [OneWay, Unreliable]
    ValueTask AtAsync(int number);

    [OneWay, Unreliable]
    ValueTask SoundAsync(byte[] bytes);

    ValueTask<int> AskAsync(int number);
}

/// <summary>Keeps what it is told, and can be held in a handler.</summary>
internal sealed class UnreliableService : IUnreliableContract
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public Task Gate { get; set; } = Task.CompletedTask;

    public TimeSpan? TimeLeft { get; private set; }

    public IReadOnlyDictionary<string, string>? Headers { get; private set; }

    public Task<string> NextAsync() => _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public bool TryNext(out string? told) => _told.Reader.TryRead(out told);

    public ValueTask AtAsync(int number) => TellAsync($"at {number}");

    public ValueTask SoundAsync(byte[] bytes) => TellAsync($"sound {bytes.Length}");

    public ValueTask<int> AskAsync(int number) => new(number);

    private async ValueTask TellAsync(string what)
    {
        (TimeLeft, Headers) = (PeerCallContext.Current!.TimeLeft, PeerCallContext.Current.Headers);
        _told.Writer.TryWrite(what);
        await Gate;
    }
}
