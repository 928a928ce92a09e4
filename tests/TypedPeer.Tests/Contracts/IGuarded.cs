namespace TypedPeer.Tests.Contracts;

/// <summary>Each method answers with its own name.</summary>
[PeerContract]
public partial interface IGuardedBase
{
    [PeerAuthorize(Roles = "reader, writer")]
    ValueTask<string> ReadAsync();

    [PeerAllowAnonymous]
    ValueTask<string> PingAsync();

    ValueTask<string> PlainAsync();
}

[PeerContract]
[PeerAuthorize("signed-in")]
public partial interface IGuarded : IGuardedBase
{
    [PeerAuthorize("admin")]
    [PeerAuthorize(Roles = "writer")]
    ValueTask<string> WriteAsync();

    [PeerAllowAnonymous]
    ValueTask<string> OpenAsync();

    ValueTask<string> OrdinaryAsync();

    [PeerAuthorize("note")]
    [OneWay]
    ValueTask NoteAsync(string text);
}

[PeerContract]
public partial interface IGuardedGiver
{
    ValueTask<IGuarded> GiveAsync();

    ValueTask<string> TakeAsync(IGuarded guarded);
}

[PeerContract]
public partial interface IDoor
{
    ValueTask<int> FirstAsync(int number);

    ValueTask<int> SecondAsync(int number);

    [OneWay]
    ValueTask NoteAsync(int number);

    [Concurrent]
    ValueTask<int> BesideAsync(int number);

    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);
}

public class Guarded : IGuarded, IGuardedGiver
{
    public TaskCompletionSource<string> Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<string> ReadAsync() => new("read");

    public ValueTask<string> PingAsync() => new("ping");

    public ValueTask<string> PlainAsync() => new("plain");

    public ValueTask<string> WriteAsync() => new("write");

    public ValueTask<string> OpenAsync() => new("open");

    public ValueTask<string> OrdinaryAsync() => new("ordinary");

    public ValueTask NoteAsync(string text)
    {
        Noted.TrySetResult(text);
        return default;
    }

    public ValueTask<IGuarded> GiveAsync() => new(this);

    public ValueTask<string> TakeAsync(IGuarded guarded) => guarded.WriteAsync();
}
