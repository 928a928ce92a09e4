namespace TypedPeer.TypeScript.Tests;

/// <summary>What both sides serve in these tests: a method of each kind.</summary>
[PeerContract]
public partial interface IWorkshop
{
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    ValueTask<int> AddAsync(int first, int second);

    /// <summary>Fails with an error that is announced.</summary>
    ValueTask FailAsync(string message);

    /// <summary>Answers when its caller gives up.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask NoteAsync(string text);

    /// <summary>Returns what was noted.</summary>
    ValueTask<List<string>> NotesAsync();
}

/// <summary>Serves it.</summary>
internal sealed class Workshop : IWorkshop
{
    private readonly List<string> _notes = [];
    private readonly TaskCompletionSource _somebodyGaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what is done when a caller that waited has given up.</summary>
    public Task SomebodyGaveUp => _somebodyGaveUp.Task;

    public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult($"Hello, {name}!");

    public ValueTask<int> AddAsync(int first, int second) => ValueTask.FromResult(first + second);

    public ValueTask FailAsync(string message) => throw new PeerException(PeerStatus.NotFound, message);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            _somebodyGaveUp.TrySetResult();
        }
    }

    public ValueTask NoteAsync(string text)
    {
        _notes.Add(text);
        return default;
    }

    public ValueTask<List<string>> NotesAsync() => ValueTask.FromResult(_notes.ToList());
}
