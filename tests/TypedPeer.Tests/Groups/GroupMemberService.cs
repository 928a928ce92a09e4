using System.Threading.Channels;

namespace TypedPeer.Tests.Groups;

/// <summary>A member's side, which keeps what it is told.</summary>
internal sealed class GroupMemberService(string name) : IGroupContract
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public Func<string, ValueTask> OnTold { get; set; } = static _ => default;

    public Func<CancellationToken, ValueTask<int>> OnScore { get; set; } = static _ => new(0);

    /// <summary>Gets the headers of the call that was handled last.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; private set; }

    public Task<string> NextAsync() => _told.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public bool TryNext(out string? text) => _told.Reader.TryRead(out text);

    public async ValueTask ToldAsync(string text)
    {
        Headers = PeerCallContext.Current!.Headers;
        await OnTold(text);
        _told.Writer.TryWrite(text);
    }

    /// <summary>Gets or sets who is told of moves.</summary>
    public SemaphoreSlim? Told { get; set; }

    public ValueTask MovedAsync(int x, int y)
    {
        Told?.Release();
        return default;
    }

    public ValueTask CountedAsync(Counted counted)
    {
        _told.Writer.TryWrite($"{counted.Value}");
        return default;
    }

    public ValueTask BytesAsync(byte[] bytes)
    {
        _told.Writer.TryWrite($"{bytes.Length}:{bytes[^1]}");
        return default;
    }

    public ValueTask ObservedAsync(IGroupObserver observer) => observer.SeenAsync(name);

    public ValueTask UploadedAsync(IAsyncEnumerable<int> numbers) => default;

    public ValueTask<int> ScoreAsync(CancellationToken cancellationToken = default) => OnScore(cancellationToken);

    public Task<string> NameAsync() => Task.FromResult(name);

    public ValueTask PingAsync() => default;

    public async IAsyncEnumerable<int> NumbersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return 1;
        await Task.CompletedTask;
    }
}
