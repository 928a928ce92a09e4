namespace TypedPeer.Tests.Groups;

/// <summary>What the members of the test groups serve.</summary>
[PeerContract]
public partial interface IGroupContract
{
    [OneWay]
    ValueTask ToldAsync(string text);

    [OneWay]
    ValueTask MovedAsync(int x, int y);

    [OneWay]
    ValueTask CountedAsync(Counted counted);

    [OneWay]
    ValueTask BytesAsync(byte[] bytes);

    [OneWay]
    ValueTask ObservedAsync(IGroupObserver observer);

    [OneWay]
    ValueTask UploadedAsync(IAsyncEnumerable<int> numbers);

    ValueTask<int> ScoreAsync(CancellationToken cancellationToken = default);

    Task<string> NameAsync();

    ValueTask PingAsync();

    IAsyncEnumerable<int> NumbersAsync(CancellationToken cancellationToken = default);
}

[PeerContract]
public partial interface IGroupObserver
{
    ValueTask SeenAsync(string member);
}

/// <summary>Counts how often it is written.</summary>
public sealed class Counted
{
    private int _value;

    public int Reads { get; private set; }

    public int Value
    {
        get
        {
            Reads++;
            return _value;
        }
        init => _value = value;
    }
}
