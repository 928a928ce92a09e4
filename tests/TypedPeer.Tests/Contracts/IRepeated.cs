using System.Runtime.CompilerServices;

namespace TypedPeer.Tests.Contracts;

/// <summary>Methods that may be called again, and one that may not.</summary>
[PeerContract]
public partial interface IRepeated
{
    [Idempotent]
    ValueTask<int> ReadAsync();

    [Idempotent]
    ValueTask PutAsync(byte[] bytes);

    ValueTask<int> AddAsync();

    [Idempotent]
    IAsyncEnumerable<int> ListAsync(CancellationToken cancellationToken = default);

    ValueTask<int> UploadAsync(IAsyncEnumerable<int> items);

    [OneWay]
    ValueTask NoteAsync(byte[] bytes);
}

/// <summary>Fails as often as it is told to, and counts how often it was called.</summary>
public class RepeatedService : IRepeated
{
    private int _calls;

    public Func<int, Exception?> Failure { get; set; } = static _ => null;

    public int Calls => Volatile.Read(ref _calls);

    public ValueTask<int> ReadAsync() => new(Called());

    public ValueTask PutAsync(byte[] bytes)
    {
        Called();
        return default;
    }

    public ValueTask<int> AddAsync() => new(Called());

    public async IAsyncEnumerable<int> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return Called();
        throw new PeerException(PeerStatus.Unavailable, "midway");
    }

    public ValueTask<int> UploadAsync(IAsyncEnumerable<int> items) => new(Called());

    public ValueTask NoteAsync(byte[] bytes)
    {
        Called();
        return default;
    }

    private int Called()
    {
        var call = Interlocked.Increment(ref _calls);
        return Failure(call) is { } failure ? throw failure : call;
    }
}
