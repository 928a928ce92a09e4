namespace TypedPeer.Tests.Contracts;

/// <summary>Values that may be too large, too deep, or null, in every place a value can have.</summary>
[PeerContract]
public partial interface IMeasured
{
    ValueTask<string> TextAsync(string text);

    ValueTask<MeasuredNode> NodeAsync(MeasuredNode node);

    IAsyncEnumerable<string> TextsAsync(IAsyncEnumerable<string> texts);

    IAsyncEnumerable<MeasuredNode> NodesAsync(IAsyncEnumerable<MeasuredNode> nodes);

    [OneWay]
    ValueTask NoteAsync(string text);

    [OneWay]
    ValueTask NoteNodeAsync(MeasuredNode node);

    IAsyncEnumerable<int> CountAsync(string text);

    ValueTask<IMeasured> LendAsync(IMeasured? other);
}

/// <summary>A chain.</summary>
public sealed class MeasuredNode
{
    public MeasuredNode? Next { get; set; }

    /// <summary>Fails when it is read, if it is told to.</summary>
    public int Value
    {
        get => IsBroken ? throw new InvalidOperationException("a getter that fails") : field;
        set;
    }

    [PeerIgnore]
    public bool IsBroken { get; set; }

    public static MeasuredNode Chain(int length)
    {
        var head = new MeasuredNode();
        for (var i = 1; i < length; i++)
        {
            head = new() { Next = head };
        }

        return head;
    }
}

/// <summary>Answers with what it is told to.</summary>
public sealed class MeasuredService : IMeasured
{
    public Func<string> Text { get; set; } = static () => "x";

    public Func<MeasuredNode> Node { get; set; } = static () => new();

    public ValueTask<string> TextAsync(string text) => new(Text());

    public ValueTask<MeasuredNode> NodeAsync(MeasuredNode node) => new(Node());

    public async IAsyncEnumerable<string> TextsAsync(IAsyncEnumerable<string> texts)
    {
        await foreach (var _ in texts)
        {
            yield return Text();
        }
    }

    public async IAsyncEnumerable<MeasuredNode> NodesAsync(IAsyncEnumerable<MeasuredNode> nodes)
    {
        await foreach (var _ in nodes)
        {
            yield return Node();
        }
    }

    public ValueTask NoteAsync(string text) => default;

    public ValueTask NoteNodeAsync(MeasuredNode node) => default;

    public async IAsyncEnumerable<int> CountAsync(string text)
    {
        await Task.Yield();
        yield return text.Length;
    }

    /// <summary>Gets what it was given.</summary>
    public List<IMeasured> Kept { get; } = [];

    public ValueTask<IMeasured> LendAsync(IMeasured? other)
    {
        if (other is not null)
        {
            Kept.Add(other);
        }

        return new(new MeasuredService());
    }
}
